"""The table of centres and services, as whoever sees totals alone reads it."""

from __future__ import annotations

import json

from pytest_bdd import then, when

from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence
from tests.forking import Done

UMBRELLA = ("aggregate_only@qena-union", "statistics")
TABLE = """
query ($by: [StatisticsBy!]!, $year: Int) {
  statistics(by: $by, filter: { yearFrom: $year, yearUntil: $year }) {
    refusals { code }
    edges { node {
      centre { code } service { code } channel persons visits services
    } }
  }
}
"""


@then(
    Sentence(
        'the umbrella reads of "{partner}" in {year}: {persons} person(s), {visits} visit(s) and {services} service(s)'
    )
)
@then(
    Sentence(
        'تقرأ الجهة الجامعة عن "{partner}" في {year}: {persons} شخص و {visits} زيارة و {services} خدمة'
    )
)
def reads(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, partner: str, year: int, persons: int, visits: int, services: int
) -> None:
    (row,) = of_centre(table(scene, year, "CENTRE"), partner)
    assert (row["persons"], row["visits"], row["services"]) == (persons, visits, services)


@then(Sentence('the umbrella reads of "{partner}" in {year}: nothing'))
@then(Sentence('تقرأ الجهة الجامعة عن "{partner}" في {year}: لا شيء'))
def reads_nothing(scene: Scene, partner: str, year: int) -> None:
    assert of_centre(table(scene, year, "CENTRE"), partner) == []


@then(
    Sentence(
        'the services of "{partner}" in {year} are "{first}" {one}, "{second}" {two} and "{third}" {three}'
    )
)
@then(
    Sentence(
        'خدمات "{partner}" في {year} هي "{first}" {one} و "{second}" {two} و "{third}" {three}'
    )
)
def services_are(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene,
    partner: str,
    year: int,
    first: str,
    one: int,
    second: str,
    two: int,
    third: str,
    three: int,
) -> None:
    rows = of_centre(table(scene, year, "CENTRE", "SERVICE"), partner)
    found = {row["service"]["code"]: row["services"] for row in rows}
    assert found == {first: one, second: two, third: three}


@then(Sentence('of these {count} came by "{channel}"'))
@then(Sentence('منها {count} بالقناة "{channel}"'))
def came_by(scene: Scene, count: int, channel: str) -> None:
    rows = table(scene, None, "CHANNEL")
    assert {row["channel"]: row["services"] for row in rows} == {channel: count}


@when(Sentence('the analyst of "{partner}" publishes the services of {year} as "{code}"'))
@when(Sentence('ينشر محلل "{partner}" خدمات {year} برمز "{code}"'))
def publishes(scene: Scene, partner: str, year: int, code: str) -> None:
    assert publish(scene, partner, code, "--year", str(year)).code == 0


@then(
    Sentence(
        '"{code}" of "{partner}" is counted again to the same digest, with {services} services'
    )
)
@then(Sentence('يعاد حساب "{code}" عند "{partner}" بالبصمة نفسها وفيه {services} خدمة'))
def counted_again(scene: Scene, code: str, partner: str, services: int) -> None:
    done = scene.register.command("release", "verify", code, "--as", f"analyst@{partner}", "--json")
    assert done.code == 0, done.complained
    found = json.loads(done.said)
    assert found["again"] == found["digest"]
    assert sum(row["services"] for row in found["table"]) == services


@then(Sentence('the analyst of "{partner}" may publish nothing else as "{code}"'))
@then(Sentence('لا ينشر محلل "{partner}" غيره برمز "{code}"'))
def may_publish_nothing_else(scene: Scene, partner: str, code: str) -> None:
    refused = publish(scene, partner, code, "--sex", "female")
    assert refused.code == 1
    assert "لا يتغير" in refused.complained


def publish(scene: Scene, partner: str, code: str, *asked: str) -> Done:
    names = ("--name-ar", "الخدمات", "--name-en", "Services")
    return scene.register.command(
        "release", "make", code, *names, "--as", f"analyst@{partner}", *asked
    )


def of_centre(rows: list[Answer], partner: str) -> list[Answer]:
    return [row for row in rows if row["centre"]["code"] == partner]


def table(scene: Scene, year: int | None, *by: str) -> list[Answer]:
    who, why = UMBRELLA
    answer = scene.register.ask(who, why, TABLE, by=list(by), year=year)
    found = answer["statistics"]
    assert found["refusals"] == []
    return [edge["node"] for edge in found["edges"]]
