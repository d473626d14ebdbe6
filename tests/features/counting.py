"""The table of centres and services, as whoever sees totals alone reads it."""

from __future__ import annotations

import json
from pathlib import Path

from pytest_bdd import then, when

from tests.features.register import Answer, Scene
from tests.features.sentences import Sentence
from tests.forking import Done

AUDITOR = ("auditor@moss-qena", "audit")
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
        'the auditor reads of "{partner}" in {year}: {persons} person(s), {visits} visit(s) and {services} service(s)'
    )
)
@then(
    Sentence(
        'يقرأ المراجع عن "{partner}" في {year}: {persons} شخص و {visits} زيارة و {services} خدمة'
    )
)
def reads(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, partner: str, year: int, persons: int, visits: int, services: int
) -> None:
    (row,) = of_centre(table(scene, year, "CENTRE"), partner)
    assert (row["persons"], row["visits"], row["services"]) == (persons, visits, services)


@then(Sentence('the auditor reads of "{partner}" in {year}: nothing'))
@then(Sentence('يقرأ المراجع عن "{partner}" في {year}: لا شيء'))
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


@then(Sentence('to the umbrella the counts of "{partner}" in {year} are of too few people'))
@then(Sentence('لا تُذكر للجهة الجامعة أعداد "{partner}" في {year} لقلة من فيها'))
def too_few(scene: Scene, partner: str, year: int) -> None:
    (row,) = of_centre(table(scene, year, "CENTRE", reader=UMBRELLA), partner)
    assert (row["persons"], row["visits"], row["services"]) == (None, None, None)


@then(Sentence('of these {count} came by "{channel}"'))
@then(Sentence('منها {count} بالقناة "{channel}"'))
def came_by(scene: Scene, count: int, channel: str) -> None:
    rows = table(scene, None, "CHANNEL")
    assert {row["channel"]: row["services"] for row in rows} == {channel: count}


@when(Sentence('the data officer of "{partner}" publishes the services of {year} as "{code}"'))
@when(Sentence('ينشر مسؤول بيانات "{partner}" خدمات {year} برمز "{code}"'))
def publishes(scene: Scene, partner: str, year: int, code: str) -> None:
    assert publish(scene, partner, code, "--year", str(year)).code == 0


@then(
    Sentence(
        '"{code}" of "{partner}" is counted again to the same digest, with {services} services'
    )
)
@then(Sentence('يعاد حساب "{code}" عند "{partner}" بالبصمة نفسها وفيه {services} خدمة'))
def counted_again(scene: Scene, code: str, partner: str, services: int) -> None:
    done = scene.register.command(
        "release", "verify", code, "--as", f"data_officer@{partner}", "--json"
    )
    assert done.code == 0, done.complained
    found = json.loads(done.said)
    assert found["again"] == found["digest"]
    assert sum(row["services"] for row in found["table"]) == services


@then(Sentence('the data officer of "{partner}" may publish nothing else as "{code}"'))
@then(Sentence('لا ينشر مسؤول بيانات "{partner}" غيره برمز "{code}"'))
def may_publish_nothing_else(scene: Scene, partner: str, code: str) -> None:
    refused = publish(scene, partner, code, "--sex", "female")
    assert refused.code == 1
    assert "لا يتغير" in refused.complained


@when(
    Sentence(
        'the data officer of "{partner}" looks at an indicator of which "{source}" reported {value} in {year}'
    )
)
@when(Sentence('ينظر مسؤول بيانات "{partner}" في مؤشر نشر عنه "{source}" القيمة {value} في {year}'))
def looks_at_reported(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, tmp_path: Path, partner: str, source: str, value: int, year: int
) -> None:
    look_at(scene, tmp_path, partner, {"reported": reported(source, value, year)})


@when(
    Sentence(
        'the data officer of "{partner}" looks at the services of "{centre}", '
        'of which "{source}" reported {value} in {year}'
    )
)
@when(
    Sentence(
        'ينظر مسؤول بيانات "{partner}" في خدمات "{centre}" التي نشر عنها "{source}" القيمة {value} في {year}'
    )
)
def looks_at_services(  # noqa: PLR0913, PLR0917 - what the sentence says
    scene: Scene, tmp_path: Path, partner: str, centre: str, source: str, value: int, year: int
) -> None:
    numerator = {"count": "services", "centre": centre}
    said = {"numerator": numerator, "reported": reported(source, value, year)}
    look_at(scene, tmp_path, partner, said)


@then(
    Sentence('{value} is reported by "{source}", and nothing is computed for want of a "{missing}"')
)
@then(Sentence('المنشور {value} من "{source}" ولا محسوب لنقص "{missing}"'))
def not_computable(scene: Scene, value: int, source: str, missing: str) -> None:
    assert indicator(scene, value, source)["computed"] is None
    assert indicator(scene, value, source)["missing"] == [missing]


@then(Sentence('{value} is reported by "{source}", and {computed} are computed'))
@then(Sentence('المنشور {value} من "{source}" والمحسوب {computed}'))
def is_computed(scene: Scene, value: int, source: str, computed: int) -> None:
    assert indicator(scene, value, source)["computed"] == str(computed)


def indicator(scene: Scene, value: int, source: str) -> Answer:
    """The one row that was shown, once it says what was reported."""
    assert scene.said is not None
    (row,) = json.loads(scene.said.said)
    (told,) = row["reported"]
    assert (told["value"], told["source_ar"]) == (value, source)
    found: Answer = row
    return found


def reported(source: str, value: int, year: int) -> list[Answer]:
    return [{"year": year, "value": value, "source_ar": source, "source_en": source}]


def look_at(scene: Scene, folder: Path, partner: str, said: Answer) -> None:
    written = folder / "indicators.yaml"
    named = {"code": "one", "name_ar": "مؤشر", "name_en": "An indicator"}
    written.write_text(json.dumps({"indicators": [named | said]}), encoding="utf-8")
    asked = ("indicators", str(written), "--as", f"data_officer@{partner}", "--json")
    scene.said = scene.register.command(*asked)
    assert scene.said.code == 0, scene.said.complained


def publish(scene: Scene, partner: str, code: str, *asked: str) -> Done:
    names = ("--name-ar", "الخدمات", "--name-en", "Services")
    return scene.register.command(
        "release", "make", code, *names, "--own", "--as", f"data_officer@{partner}", *asked
    )


def of_centre(rows: list[Answer], partner: str) -> list[Answer]:
    return [row for row in rows if row["centre"]["code"] == partner]


def table(
    scene: Scene, year: int | None, *by: str, reader: tuple[str, str] = AUDITOR
) -> list[Answer]:
    who, why = reader
    answer = scene.register.ask(who, why, TABLE, by=list(by), year=year)
    found = answer["statistics"]
    assert found["refusals"] == []
    return [edge["node"] for edge in found["edges"]]
