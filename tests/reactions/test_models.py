"""The model that the register goes by: trusted on record, gone by from then on, named by every link."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.application.command import Context
from registry.application.models import model_in_use, trust_model
from registry.domain.envelope import Actor
from registry.domain.errors import Refused
from registry.domain.pair import RegistrationsLinked
from registry.domain.vocabulary import Channel, Purpose, Role, Sex
from registry.matching.weights import Model, digest_of, load
from registry.reactions import batch
from tests.reactions.conftest import Town, person
from tests.reactions.test_batch import nobody
from tests.reactions.test_matching import FATMA

pytestmark = pytest.mark.anyio

TRAINED = replace(load(), version="silver-1", trained_on="a list")


async def trust(town: Town, model: Model, role: Role = Role.SYSTEM) -> None:
    operator = Context(
        actor=Actor(town.matcher.context.actor),
        partner=town.writer.keys.registry_id,
        role=role,
        purpose=Purpose.MAINTENANCE,
        channel=Channel.CONSOLE,
    )
    await town.matcher.abreast()
    await town.submit(await trust_model(town.reader, model, operator, town.writer.mint))
    await town.matcher.abreast()


async def linked_by(town: Town) -> set[str]:
    facts = [
        one.fact
        for row in await town.rows()
        for one in await town.writer.log.load(row.pair)
        if isinstance(one.fact, RegistrationsLinked)
    ]
    return {fact.model for fact in facts}


async def test_what_is_linked_after_a_model_is_trusted_names_it(town: Town) -> None:
    await trust(town, TRAINED)
    await town.register(("هي", FATMA))
    await town.register(("هي أيضا", FATMA), at="noor")
    await town.match()
    assert await linked_by(town) == {"silver-1"}
    assert await model_in_use(town.reader) == TRAINED


async def test_a_model_that_links_nobody_takes_links_back_when_everybody_is_judged_by_it(
    town: Town,
) -> None:
    await town.register(("هي", FATMA))
    await town.register(("هي أيضا", FATMA), at="noor")
    assert await town.match() == {"links": 1}
    doubting = replace(TRAINED, second=replace(TRAINED.second, prior=-60.0))
    await trust(town, doubting)
    assert (await batch.run(town.matcher, nobody))["settled"] == 1
    await trust(town, load())
    assert (await batch.run(town.matcher, nobody))["links"] == 1
    assert digest_of(await model_in_use(town.reader)) == digest_of(load())


async def test_others_near_a_change_are_looked_up_where_they_were_judged_by_another_model(
    town: Town,
) -> None:
    """Her number is somebody's of another name, to whom the third one is a stranger: only a look at her finds them."""
    number = "29005072701222"
    await trust(town, replace(TRAINED, second=replace(TRAINED.second, prior=-60.0)))
    misspelt = person("زينب محمود", born=(1990, 5, 7), number=number, sex=Sex.FEMALE)
    await town.register(("باسم آخر", misspelt), at="noor")
    await town.register(("هي", FATMA))
    assert await town.match() == {}
    await trust(town, load())
    without_number = person("فاطمة عبد الراضي علي", sex=Sex.FEMALE)
    await town.register(("بلا رقم", without_number), at="noor")
    await town.match()
    assert await town.cases() == {frozenset({"هي", "باسم آخر"}): "in_doubt"}


async def test_a_version_names_one_model_and_trusting_it_again_records_nothing(town: Town) -> None:
    await trust(town, TRAINED)
    head = await town.writer.log.head()
    await trust(town, TRAINED)
    assert await town.writer.log.head() == head
    with pytest.raises(Refused, match="model_version_taken"):
        await trust(town, replace(TRAINED, link=0.6))
    with pytest.raises(Refused, match="model_version_taken"):
        await trust(town, replace(TRAINED, version=load().version))


async def test_nobody_of_a_partner_says_by_which_model_is_matched(town: Town) -> None:
    with pytest.raises(Refused, match="act_not_allowed"):
        await trust(town, TRAINED, Role.DATA_OFFICER)
