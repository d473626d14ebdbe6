"""The document of a person who was registered more than once: about all that is linked at its own partner."""

from __future__ import annotations

from uuid import UUID

import pytest

from registry.api.ids import read_global_id
from registry.application.pairs import Finding, link, sides_of
from registry.domain.pair import ModelVersion
from tests.api.register import ASSOCIATION, Register, Settle
from tests.api.test_person import OFFICER, REPORT, household, members, report

pytestmark = pytest.mark.anyio


async def test_the_document_of_a_person_is_about_every_linked_registration_of_its_partner(
    register: Register, settled: Settle
) -> None:
    here, there = await household(register), await household(register, head="فاطمه عبدالرحيم")
    elsewhere = await register.registered(ASSOCIATION, "Fatma Abdelrehim")
    await settled()
    ids = [(await members(register, home))[0] for home in (here, there)]
    heads = [
        (UUID(read_global_id(one)[1]), home) for one, home in zip(ids, (here, there), strict=True)
    ]
    history = await register.services.log.load(elsewhere)
    stranger = (history[0].fact.head, elsewhere)  # type: ignore[union-attr]
    for first, second in (heads, (heads[0], stranger)):
        found = Finding(
            sides=sides_of(first, second), model=ModelVersion("v1"), score=90, evidence=()
        )
        await register.submit(link(found, register.operator))
    await settled()
    whole = REPORT.replace("member: $id", "member: $id, wholePerson: true")
    for asked in ids:
        answer = (await register.ask(OFFICER, whole, {"id": asked}))["subjectReport"]
        document = answer["document"]
        assert set(document["members"]) == set(ids)
        assert document["member"] == asked
        said = str(document)
        assert "فاطمة عبد الرحيم" in said
        assert "فاطمه عبدالرحيم" in said
        assert "Fatma" not in said
        about = {one["registration"] for one in document["sections"]}
        assert len(about) == 3, "two registrations, and the rights of both"
        assert all(answer["html"].count(f"registration-{one}") == 1 for one in about - {None})
    alone = await report(register, ids[0])
    assert alone["members"] == [ids[0]]
    assert "فاطمه عبدالرحيم" not in str(alone)
