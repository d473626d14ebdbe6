"""Persons as they are recorded: who is linked, who is asked about, and whose word counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from msgspec.structs import replace as changed

from registry.application import acts
from registry.application import pairs as said
from registry.application.amendments import MemberAmendment
from registry.application.corrections import correction
from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.pairs import Finding
from registry.domain.casework import MemberField, WithdrawalReason
from registry.domain.errors import Erased
from registry.domain.household import CaseNumber
from registry.domain.pair import ModelVersion
from registry.domain.sameness import CaseReason, DismissalReason, PartingReason
from registry.domain.vocabulary import Relation, Role, Sex
from registry.matching import index
from registry.projections import pairs
from tests.reactions.conftest import Town, numbered, person, valid

pytestmark = pytest.mark.anyio

SPOUSE, CHILD, HEAD = Relation.SPOUSE, Relation.CHILD, Relation.HEAD
FEMALE, MALE = Sex.FEMALE, Sex.MALE
FATMA = person("فاطمة عبد الراضي علي", born=(1990, 5, 7), number="29005072701222", sex=FEMALE)


async def test_one_person_in_two_scripts_is_linked(town: Town) -> None:
    await town.register(("فاطمة", FATMA))
    latin = person("Fatma Abdelradi Ali", born=(1990, 5, 7), number="29005072701222", sex=FEMALE)
    await town.register(("Fatma", latin), at="noor")
    assert await town.match() == {"links": 1}
    assert await town.persons() == {frozenset({"فاطمة", "Fatma"})}
    (row,) = await town.rows()
    assert row.linked == "machine"
    assert row.model == town.matcher.model.version
    assert await town.match() == {}


async def test_two_digits_swapped_in_the_number_are_no_obstacle(town: Town) -> None:
    await town.register(("هي", FATMA))
    swapped = person("فاطمة عبدالراضي على", born=(1990, 5, 7), number="29005072702122", sex=FEMALE)
    await town.register(("هي عند غيرها", swapped), at="noor")
    await town.match()
    assert await town.persons() == {frozenset({"هي", "هي عند غيرها"})}


@pytest.mark.parametrize(("phone", "asked"), [("01001234567", {"cases": 1}), ("01112345678", {})])
async def test_a_phone_that_two_share_raises_a_question_that_their_names_alone_do_not(
    town: Town, phone: str, asked: dict[str, int]
) -> None:
    """Phones stay sealed of whoever is out of the question: never of those of whom they would speak enough."""
    for at, name, number in (
        ("albir", "هدى محمود حسن", "01001234567"),
        ("noor", "هدى محمود سعد", phone),
    ):
        await town.register((at, person(name, phone=number, sex=FEMALE)), at=at)
    assert await town.match() == asked


async def test_brothers_stay_two_and_each_finds_himself(town: Town) -> None:
    for at in ("albir", "noor"):
        await town.register(
            (f"الأب {at}", person("محمود حسن السيد", born=(1975, 2, 3), sex=MALE)),
            (f"أحمد {at}", person("أحمد محمود حسن", CHILD, born=(2008, 4, 9), sex=MALE)),
            (f"محمد {at}", person("محمد محمود حسن", CHILD, born=(2010, 11, 20), sex=MALE)),
            at=at,
        )
    await town.match()
    assert await town.persons() == {
        frozenset({f"{who} albir", f"{who} noor"}) for who in ("الأب", "أحمد", "محمد")
    }


async def test_twins_stay_two_and_each_finds_himself(town: Town) -> None:
    for at in ("albir", "noor"):
        await town.register(
            (f"الأم {at}", FATMA),
            (f"حسن {at}", person("حسن محمود سعد", CHILD, born=(2012, 1, 15), sex=MALE)),
            (f"حسين {at}", person("حسين محمود سعد", CHILD, born=(2012, 1, 15), sex=MALE)),
            at=at,
        )
    await town.match()
    assert await town.persons() == {
        frozenset({f"{who} albir", f"{who} noor"}) for who in ("الأم", "حسن", "حسين")
    }


async def test_a_bride_is_one_person_in_two_households(town: Town) -> None:
    await town.register(
        ("الأب", person("عبد الراضي علي حسن", born=(1960, 1, 5), sex=MALE)),
        ("البنت", replace(FATMA, relation=CHILD)),
    )
    await town.register(
        ("الزوج", person("سيد محمد خليل", born=(1985, 8, 8), sex=MALE)),
        ("الزوجة", replace(FATMA, relation=SPOUSE)),
        at="noor",
    )
    await town.match()
    assert await town.persons() == {frozenset({"البنت", "الزوجة"})}


async def test_numbers_that_contradict_are_a_case_and_never_a_link(town: Town) -> None:
    await town.register(("هي", FATMA))
    other = replace(FATMA, identity_numbers=numbered("29005072104562"))
    await town.register(("غيرها", other), at="noor")
    await town.match()
    assert await town.persons() == set()
    assert await town.cases() == {frozenset({"هي", "غيرها"}): CaseReason.IDS_CONTRADICT}


async def test_a_passport_links_whoever_has_a_national_number_too(town: Town) -> None:
    both = (*FATMA.identity_numbers, *numbered("A1234567"))
    await town.register(("هي", replace(FATMA, identity_numbers=both)))
    latin = person("Fatma Abdelrady", sex=FEMALE)
    await town.register(("Fatma", replace(latin, identity_numbers=numbered("A1234567"))), at="noor")
    await town.match()
    assert await town.persons() == {frozenset({"هي", "Fatma"})}


async def test_a_phone_of_many_registrations_links_nobody_and_says_nothing(town: Town) -> None:
    names = ("محمد", "أحمد", "علي", "حسن", "سعيد", "خالد", "يوسف", "عمر", "طارق", "كريم")
    for number in range(40):
        name = f"{names[number % 10]} {names[number // 10]} {names[(number * 7) % 10]}"
        await town.register(
            (str(number), person(name, born=(1950 + number, 1 + number % 12, 3), sex=MALE)),
            phones=(valid("+201012345678"),),
        )
    await town.match()
    assert await town.persons() == set()


async def test_who_was_linked_is_parted_by_a_correction_of_the_machines_own_evidence(
    town: Town,
) -> None:
    await town.register(("هي", FATMA))
    home = await town.register(("هي أيضا", FATMA), at="noor")
    await town.match()
    mending = replace(town.partners["noor"], role=Role.DATA_OFFICER)
    withdrawn = acts.withdraw(home, WithdrawalReason.RECORDED_IN_ERROR, mending)
    await town.submit(withdrawn)
    assert await town.match() == {"settled": 1}
    assert await town.persons() == set()
    assert await index.of_households(town.matcher.index, [home]) == []


async def test_what_a_person_proposed_ends_with_either_of_the_two_and_not_with_a_look(
    town: Town,
) -> None:
    other = person("منى سعيد كامل", born=(1950, 1, 3))
    await town.register(("هي", FATMA))
    home = await town.register(("غيرها", other), at="noor")
    await town.match()
    proposed = said.confirmation(town.sides("هي", "غيرها"), (), None, town.reviewer(), alone=False)
    await town.submit(proposed)
    await town.register(("هي أيضا", FATMA), at="noor")
    await town.match()
    (waits,) = [row for row in await town.rows() if row.proposed]
    assert (waits.case, waits.linked) == (None, None)
    mending = replace(town.partners["noor"], role=Role.DATA_OFFICER)
    await town.submit(acts.withdraw(home, WithdrawalReason.RECORDED_IN_ERROR, mending))
    assert await town.match() == {"settled": 1}
    assert not [row for row in await town.rows() if row.proposed or row.opened_at]


async def test_what_a_person_parted_is_not_linked_again(town: Town) -> None:
    await town.register(("هي", FATMA))
    await town.register(("هي أيضا", FATMA), at="noor")
    await town.match()
    await town.submit(
        said.undoing(town.sides("هي", "هي أيضا"), PartingReason.ASKED_THEM, None, town.reviewer())
    )
    await town.match()
    await town.register(("ثالثة", replace(FATMA, identity_numbers=())))
    await town.match()
    (parted,) = [row for row in await town.rows() if row.parted]
    assert (parted.linked, parted.case) == (None, None)
    together = [one for one in await town.persons() if {"هي", "هي أيضا"} <= one]
    assert together == []


async def test_what_a_person_dismissed_is_asked_again_only_on_other_evidence(town: Town) -> None:
    await town.register(("هي", FATMA))
    other = replace(FATMA, identity_numbers=numbered("29005072104562"))
    await town.register(("غيرها", other), at="noor")
    await town.match()
    assert len(await town.cases()) == 1
    await town.submit(
        said.dismissal(town.sides("هي", "غيرها"), DismissalReason.NAMESAKES, None, town.reviewer())
    )
    await town.register(("جارتها", person("منى سعيد كامل")), at="noor")
    await town.match()
    assert await town.cases() == {}
    await correct_number(town, "غيرها", "29005072701222")
    await town.match()
    assert await town.cases() == {frozenset({"هي", "غيرها"}): CaseReason.PARTED_BEFORE}


async def test_what_a_person_linked_the_machine_never_parts(town: Town) -> None:
    await town.register(("هي", FATMA))
    await town.register(("غيرها", person("زينب خليل مراد", sex=FEMALE)), at="noor")
    await town.confirm("هي", "غيرها")
    await town.match()
    await correct_number(town, "غيرها", "27501012104561")
    await town.match()
    assert await town.persons() == {frozenset({"هي", "غيرها"})}


async def test_a_link_that_would_join_two_members_through_a_persons_word_is_a_case(
    town: Town,
) -> None:
    """A person said that the aunt is فاطمة; the machine finds her again in the aunt's household."""
    await town.register(("هي", FATMA))
    await town.register(
        ("العمة", person("زينب علي مراد", born=(1950, 3, 3), sex=FEMALE)),
        ("هي في بيت العمة", replace(FATMA, relation=Relation.OTHER)),
        at="noor",
    )
    await town.confirm("هي", "العمة")
    await town.match()
    assert await town.persons() == {frozenset({"هي", "العمة"})}
    assert await town.cases() == {
        frozenset({"هي", "هي في بيت العمة"}): CaseReason.WOULD_JOIN_MEMBERS
    }


async def test_a_forgotten_person_leaves_no_token_and_no_evidence(town: Town) -> None:
    await town.register(("هي", FATMA))
    home = await town.register(("هي أيضا", FATMA), at="noor")
    await town.match()
    (row,) = await town.rows()
    forgetting = replace(town.partners["noor"], role=Role.DATA_OFFICER)
    member = town.ids["هي أيضا"][0]
    request = ErasureRequest(household=home, member=member, case=CaseNumber("2026/1"))
    await forget_member(town.writer, request, forgetting)
    await town.match()
    assert await index.of_members(town.matcher.index, [member]) == []
    assert row.evidence is not None
    assert await town.matcher.evidence([pairs_row_parted(row)]) == {}
    assert await town.persons() == {frozenset({"هي", "هي أيضا"})}  # the link stays


async def test_nothing_is_sealed_of_a_pair_whose_keys_were_destroyed(town: Town) -> None:
    """Also where nothing was ever said of it, so that nobody looks first whether it has keys."""
    await town.register(("هي", FATMA))
    await town.register(("هي أيضا", FATMA), at="noor")
    sides = town.sides("هي", "هي أيضا")
    await town.writer.keys.destroy([said.pair_of(sides.first, sides.second)])
    found = Finding(sides=sides, model=ModelVersion("1"), score=9, evidence=())
    (answer,) = await town.writer.submit_many([said.link(found, town.matcher.context)])
    assert isinstance(answer, Erased)


def pairs_row_parted(row: pairs.PairRow) -> pairs.PairRow:
    return changed(row, parted=True)


async def correct_number(town: Town, name: str, number: str) -> None:
    member, household = town.ids[name]
    said_anew = {MemberField.IDENTITY_NUMBERS: numbered(number)}
    amendment = MemberAmendment(household=household, member=member, said=said_anew)
    context = replace(town.partners["noor"], role=Role.DATA_OFFICER)
    await town.submit(await correction(town.writer, amendment, context))
