"""What do you hold about me, who has opened it, when and why: one document, made for the person."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import pytest

from registry.api.ids import read_global_id
from registry.api.person.subject import field_label
from registry.api.relay import global_id
from registry.application.forgetting import ErasureRequest, forget_member
from registry.application.households import HouseholdDraft, MemberDraft, register_household
from registry.application.referrals import ReferralDraft, send_referral
from registry.domain.access import FieldsOpened
from registry.domain.agreement import Grant
from registry.domain.delivery import Collector
from registry.domain.household import CaseNumber, Consent, PersonName
from registry.domain.phones import Phone, PhoneState
from registry.domain.places import PCode
from registry.domain.vocabulary import (
    BenefitFamily,
    ConsentPurpose,
    ConsentState,
    Criterion,
    FieldGroup,
    Level,
    Purpose,
    Relation,
    Role,
)
from registry.privacy.policy_table import KIND_OF
from registry.privacy.staff import Login
from tests.api.register import (
    ASSOCIATION,
    AUDITOR,
    CASEWORKER,
    MINISTRY,
    NEIGHBOUR,
    Person,
    Register,
    Settle,
)

pytestmark = pytest.mark.anyio

OFFICER = Person(MINISTRY, Role.DATA_OFFICER, Purpose.DATA_SUBJECT)
ASKED = Person(MINISTRY, Role.CASEWORKER, Purpose.DATA_SUBJECT)
REPORT = "query ($id: ID!) { subjectReport(member: $id) { erased html document } }"
MEMBERS = "query ($id: ID!) { household(id: $id) { members { id } } }"
NAMES = "{ households { edges { node { headName { value } phones { values } } } } }"
EVIL = '<script>alert("فاطمة")</script>'
PHONE = Phone(raw="0100 123 4567", e164="+201001234567", state=PhoneState.VALID)


async def household(register: Register, **more: Any) -> UUID:
    usual: dict[str, Any] = {
        "head": "فاطمة عبد الرحيم",
        "members": ["منى علي"],
        "phones": (PHONE,),
        "address": "شارع <b>البحر</b>",
        "criteria": (Criterion.FEMALE_HEAD,),
    }
    said = usual | more
    return await register.registered(MINISTRY, said.pop("head"), **said)


async def members(register: Register, home: UUID) -> list[str]:
    found = await register.ask(CASEWORKER, MEMBERS, {"id": global_id("Household", home)})
    return [str(one["id"]) for one in found["household"]["members"]]


async def report(register: Register, member: str, who: Person = OFFICER) -> dict[str, Any]:
    found = (await register.ask(who, REPORT, {"id": member}))["subjectReport"]
    assert found is not None
    document: dict[str, Any] = found["document"]
    return {**document, "html": found["html"]}


def section(document: dict[str, Any], code: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = next(
        one["rows"] for one in document["sections"] if one["code"] == code
    )
    return rows


def values(document: dict[str, Any], code: str) -> dict[str, list[str]]:
    """What stands beside each English label."""
    return {
        row["what"][0]["en"]: [one.get("value", one.get("en")) for one in row["value"]]
        for row in section(document, code)
    }


async def test_everything_that_is_held_is_there_with_where_it_came_from(
    register: Register, settled: Settle
) -> None:
    home = await household(register)
    await settled()
    head, _ = await members(register, home)
    document = await report(register, head)
    held = values(document, "registration")
    assert held["name"] == ["فاطمة عبد الرحيم"]
    assert held["relation to the head"] == ["head"]
    assert held["sex"] == ["female"]
    contact = values(document, "contact")
    assert contact["household's phone"] == ["+201001234567"]
    assert contact["address"] == ["شارع <b>البحر</b>"]
    assert contact["household's reasons for help"] == ["female head"]
    name = next(row for row in section(document, "registration") if row["what"][0]["en"] == "name")
    assert name["by"] == [{"ar": "مديرية التضامن بقنا", "en": MINISTRY}]
    ((day,),) = [one.values() for one in name["on"]]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", day)
    assert name["through"] == [{"ar": "شاشة", "en": "console"}]
    assert [one["code"] for one in document["sections"]] == [
        "registration", "contact", "households", "consent", "deliveries", "referrals", "documents", "handings_over",
        "requests", "openings", "refusals", "rights",
    ]  # fmt: skip


async def test_a_child_is_told_of_itself_and_not_of_its_household(
    register: Register, settled: Settle
) -> None:
    home = await household(register)
    await settled()
    _, child = await members(register, home)
    document = await report(register, child)
    assert values(document, "registration")["name"] == ["منى علي"]
    assert "contact" not in {one["code"] for one in document["sections"]}
    assert "+201001234567" not in document["html"]
    assert "فاطمة" not in document["html"]


async def test_whoever_opened_it_is_named_as_far_as_they_are_known(
    register: Register, settled: Settle
) -> None:
    home = await household(register)
    await settled()
    login = Login("mona", MINISTRY)
    mona, _ = await register.services.staff.add(
        login, roles=[Role.CASEWORKER], name_ar="منى سعيد", name_latin="Mona", now=register.clock()
    )
    await register.post({"query": NAMES}, token=register.token(CASEWORKER, actor=mona.actor))
    await register.ask(NEIGHBOUR, NAMES)
    await settled()
    head, _ = await members(register, home)
    rows = section(await report(register, head), "openings")
    said = [
        ([one.get("en") for one in row["who"]], [one["en"] for one in row["level"]])
        for row in rows
        if [one["en"] for one in row["fields"]] == ["name"]
    ]
    assert ([MINISTRY, "caseworker", "Mona"], ["clear"]) in said
    assert ([ASSOCIATION, "caseworker"], ["masked"]) in said
    phones = [
        row for row in rows if {"en": "household's phone", "ar": "هاتف الأسرة"} in row["fields"]
    ]
    assert phones
    await register.services.staff.leave(login, register.clock())
    again = section(await report(register, head), "openings")
    assert any({"ar": "منى سعيد", "en": "Mona"} in row["who"] for row in again)
    refused = section(await report(register, head), "refusals")
    assert all(row["refused_since"] for row in refused)


async def test_the_document_lists_the_opening_that_it_takes_and_that_is_on_record(
    register: Register, settled: Settle
) -> None:
    home = await household(register)
    await settled()
    head, _ = await members(register, home)
    rows = section(await report(register, head), "openings")
    mine = [
        row
        for row in rows
        if {"ar": "لإعداد هذه الوثيقة", "en": "for this document"} in row["when"]
    ]
    shown = {one["en"] for row in mine for one in row["fields"]}
    assert {"name", "birth date", "household's phone", "address"} <= shown
    assert all(
        row["why"] == [{"ar": "طلب صاحب البيانات", "en": "request of the person"}] for row in mine
    )
    recorded = [
        one
        for one in await register.on_record()
        if isinstance(one.fact, FieldsOpened) and one.envelope.purpose is Purpose.DATA_SUBJECT
    ]
    on_record = {str(field_label(name).en) for one in recorded for name in one.fact.fields}  # type: ignore[union-attr]  # openings alone
    assert on_record == shown
    await settled()
    later = section(await report(register, head), "openings")
    assert len(later) == len(rows) + len(mine)


async def test_what_was_received_and_answered_is_there(register: Register, settled: Settle) -> None:
    home = await household(register, sharing=ConsentState.REFUSED)
    await register.delivered(MINISTRY, "cash", home, collector=Collector(name="خالد حسن"))
    await settled()
    head, child = await members(register, home)
    document = await report(register, head)
    (delivery,) = section(document, "deliveries")
    assert delivery["help"][0]["en"] == "cash"
    assert delivery["on"] == [{"value": "2026-10"}]
    assert delivery["for_whom"][0]["en"] == "for the household"
    assert delivery["collected_by"] == [{"value": "خالد حسن"}]
    answers = {
        row["purpose"][0]["en"]: row["answer"][0]["en"] for row in section(document, "consent")
    }
    assert answers == {"sharing": "refused", "referral": "not asked", "statistics": "not asked"}
    assert len(section(await report(register, child), "deliveries")) == 1


async def test_who_was_asked_to_help_is_there(register: Register, settled: Settle) -> None:
    consent = (Consent(purpose=ConsentPurpose.REFERRAL, state=ConsentState.GIVEN),)
    head = MemberDraft(name=PersonName(written="فاطمة عبد الرحيم"), relation=Relation.HEAD)
    draft = HouseholdDraft(head=head, place=PCode("EG2706"), consent=consent)
    mint = register.services.writer.mint
    home = await register.submit(register_household(draft, register.context(MINISTRY), mint))
    agreement = await register.sign(purposes=(Purpose.REFERRAL,), families=(BenefitFamily.HEALTH,))
    asked = ReferralDraft(
        household=home, to=register.partners[ASSOCIATION], need=BenefitFamily.HEALTH
    )
    context = replace(register.context(MINISTRY), purpose=Purpose.REFERRAL)
    await register.submit(send_referral(asked, context, mint, agreements=[agreement]))
    await settled()
    (mother,) = await members(register, home)
    (line,) = section(await report(register, mother), "referrals")
    assert line["by"] == [{"ar": "مديرية التضامن بقنا", "en": MINISTRY}]
    assert line["to"] == [{"ar": "جمعية البر بقنا", "en": ASSOCIATION}]
    assert [one["en"] for one in line["help"]] == ["health"]
    assert len(line["stage"]) == 1


class Marks(HTMLParser):
    """The elements of a page, and what stands in each text."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[str] = []
        self.texts: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag != "meta":
            self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.inside.pop() == tag, "an element is closed by another"

    def handle_data(self, data: str) -> None:
        self.texts.append((self.inside[-1] if self.inside else "", data))


async def test_the_page_runs_from_the_right_loads_nothing_and_runs_nothing(
    register: Register, settled: Settle
) -> None:
    home = await household(register, head=EVIL)
    await settled()
    head, _ = await members(register, home)
    page = (await report(register, head))["html"]
    assert EVIL not in page
    marks = Marks()
    marks.feed(page)
    names = {name for name, _ in marks.elements}
    assert names <= {
        "html", "head", "meta", "title", "style", "body", "header", "section", "h1", "h2", "p",
        "table", "thead", "tbody", "tr", "th", "td", "div", "span", "bdi",
    }  # fmt: skip
    assert ("html", {"lang": "ar", "dir": "rtl"}) in marks.elements
    assert not {"src", "href", "onclick", "onload"} & {
        one for _, given in marks.elements for one in given
    }
    assert ("bdi", EVIL) in marks.texts
    assert ("bdi", "شارع <b>البحر</b>") in marks.texts
    assert '<bdi dir="ltr" class="code">+201001234567</bdi>' in page
    assert "default-src 'none'" in page
    assert "url(" not in page
    for code in ("registration", "contact", "consent", "deliveries", "openings", "rights"):
        assert f'<section id="{code}">' in page


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (CASEWORKER, "purpose_not_allowed"),
        (AUDITOR, "role_not_allowed"),
        (Person(MINISTRY, Role.VOLUNTEER, Purpose.DATA_SUBJECT), "role_not_allowed"),
        (Person(MINISTRY, Role.PROGRAMME_MANAGER, Purpose.DATA_SUBJECT), "role_not_allowed"),
        (Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.DATA_SUBJECT), None),
        (ASKED, ""),
        (OFFICER, ""),
    ],
)
async def test_it_is_made_by_the_own_partner_at_the_persons_request_alone(
    register: Register, settled: Settle, who: Person, code: str | None
) -> None:
    home = await household(register)
    await settled()
    head, _ = await members(register, home)
    before = len(await register.openings())
    answer = await register.answer(who, REPORT, {"id": head})
    found = answer["data"]["subjectReport"]
    if code == "":
        assert found is not None
        return
    assert found is None
    assert len(await register.openings()) == before
    if code is not None:
        assert [one["code"] for one in answer["extensions"]["refusals"]] == [code]
        assert (code, "person.report") in await register.refusals()


async def test_another_partner_that_sees_the_record_is_told_to_leave_it_to_its_owner(
    register: Register, settled: Settle
) -> None:
    home = await household(register)
    await register.sign(
        purposes=(Purpose.DATA_SUBJECT, Purpose.REGISTRATION),
        grants=(Grant(group=FieldGroup.IDENTITY, level=Level.CLEAR),),
    )
    await settled()
    head, _ = await members(register, home)
    other = Person(ASSOCIATION, Role.DATA_OFFICER, Purpose.DATA_SUBJECT)
    answer = await register.answer(other, REPORT, {"id": head})
    assert answer["data"]["subjectReport"] is None
    assert ("record_not_shared", "person.report") in await register.refusals()


async def test_somebody_who_was_forgotten_is_told_so_and_what_remains(
    register: Register, settled: Settle
) -> None:
    home = await household(register)
    await register.delivered(MINISTRY, "cash", home)
    await settled()
    await register.ask(CASEWORKER, NAMES)
    head, _ = await members(register, home)
    member = UUID(read_global_id(head)[1])
    request = ErasureRequest(household=home, member=member, case=CaseNumber("E-2026-17"))
    await forget_member(
        register.services.writer, request, register.context(MINISTRY, Role.DATA_OFFICER)
    )
    await settled()
    document = await report(register, head)
    assert document["erased"] is True
    assert [one["code"] for one in document["sections"]] == ["erased", "remains", "rights"]
    (erased,) = section(document, "erased")
    assert erased["case"] == [{"value": "E-2026-17"}]
    left = values(document, "remains")
    assert left["deliveries to you or the household"] == ["1"]
    assert int(left["times that your data was opened"][0]) >= 1
    assert left["sex"] == ["female"]
    assert "فاطمة" not in document["html"]
    (made,) = [
        one.fact
        for one in await register.on_record()
        if isinstance(one.fact, FieldsOpened) and one.envelope.purpose is Purpose.DATA_SUBJECT
    ]
    assert (made.fields, made.subjects, made.level) == ((), (member,), Level.WITHHELD)


def test_every_personal_field_has_a_name_in_both_languages() -> None:
    unnamed = [name for name in KIND_OF if field_label(name).en == name]
    assert unnamed == [], "say in registry/texts/person.py what a person calls these"
