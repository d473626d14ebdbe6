"""A fault of ours is masked, and its log line says where, never what."""

from __future__ import annotations

from typing import Any

import pytest
from structlog.testing import capture_logs

from registry.api.faults import without_values
from registry.api.schema import known_names, schema
from registry.projections import household_roll
from tests.api.register import CASEWORKER, MINISTRY, Register, Settle

pytestmark = pytest.mark.anyio

SENTINEL = "سناء الشاهد ٢٩٨٠١٠١٢٧٠٠٠١٢"


class Broken(Exception):
    """Carries what it should not."""


async def test_a_fault_says_its_number_to_the_client_and_nothing_personal_to_the_log(
    register: Register,
    settled: Settle,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    await settled()

    async def broken(*_: Any, **__: Any) -> None:
        name = SENTINEL
        raise Broken(name)

    monkeypatch.setattr(household_roll, "page", broken)
    document = f"query ($place: String) {{ households(filter: {{place: $place}}) {{ position }} }} # {SENTINEL}"
    with capture_logs() as logged:
        body = await register.answer(CASEWORKER, document, {"place": "EG2706", "unused": SENTINEL})
    (error,) = body["errors"]
    assert error["extensions"]["code"] == "internal"
    assert error["path"] == ["households"]
    assert SENTINEL not in str(body)
    (line,) = logged
    assert line["event"] == "fault"
    assert line["number"] == error["extensions"]["id"]
    assert line["kind"] == "Broken"
    assert any(place.startswith("households:") for place in line["places"])
    assert SENTINEL not in str(logged)
    shown = capsys.readouterr()
    assert SENTINEL not in shown.out + shown.err


MISTAKES: list[tuple[str, dict[str, Any]]] = [
    ("{ households(filter: {place: $p}) { position } }", {}),
    (f'{{ household(reference: "{SENTINEL}") {{ id }} }}', {}),
    ("query ($id: ID!) { node(id: $id) { id } }", {"id": SENTINEL}),
    ("query ($f: Int!) { households(first: $f) { position } }", {"f": SENTINEL}),
    (f"{{ {SENTINEL} }}", {}),
]


async def test_a_clients_mistake_is_not_logged_at_all(
    register: Register, caplog: pytest.LogCaptureFixture
) -> None:
    with capture_logs() as logged:
        for document, variables in MISTAKES:
            body = await register.answer(CASEWORKER, document, variables)
            assert body["errors"], document
    assert logged == []
    assert caplog.records == []


async def test_a_whole_request_logs_no_value(
    register: Register, settled: Settle, caplog: pytest.LogCaptureFixture
) -> None:
    await register.registered(MINISTRY, SENTINEL)
    await settled()
    with capture_logs() as logged, caplog.at_level("DEBUG"):
        data = await register.ask(
            CASEWORKER, "{ households { edges { node { headName { value } } } } }"
        )
    assert data["households"]["edges"][0]["node"]["headName"]["value"] == SENTINEL
    assert SENTINEL not in str(logged)
    assert SENTINEL not in caplog.text


async def test_what_takes_too_long_is_given_up(
    register: Register, settled: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    await settled()

    async def slow(connection: Any, *_: Any, **__: Any) -> None:
        await connection.execute("select pg_sleep(5)")

    monkeypatch.setattr(household_roll, "page", slow)
    monkeypatch.setattr("registry.api.endpoint.MOST_SECONDS", 0.2)
    body = await register.answer(CASEWORKER, "{ households { position } }")
    assert body["errors"][0]["extensions"]["code"] == "timed_out"
    again = await register.answer(CASEWORKER, "{ me { purpose } }")
    assert "errors" not in again


@pytest.mark.parametrize(
    "document",
    [
        '{ households(first: "زرقميط") { position } }',
        '{ households "زرقميط" }',
        '{ households(first: {a: "زرقميط"}) { position } }',
        "query ($said: Int!) { households(first: $said) { position } }",
        "query ($said: Date!) { households(asOf: {date: $said}) { position } }",
        "query ($said: HouseholdFilter) { households(filter: $said) { position } }",
        '{ households(filter: {size: "زرقميط"}) { position } }',
        '{ households(asOf: {date: "زرقميط"}) { position } }',
        "{ zarqameet: zarqamit }",
        "query ($zarqamit: Int) { households(zarqamit: 1) { zarqamit } }",
    ],
)
async def test_no_error_says_again_what_was_sent(document: str) -> None:
    asked = await schema.execute(document, variable_values={"said": "زرقميط"})
    words = [without_values(error.message, known_names()) for error in asked.errors or ()]
    assert words
    assert not [one for one in words if "زرقميط" in one or "zarqam" in one]


async def test_a_date_in_the_place_of_an_input_is_told_what_belongs_there() -> None:
    asked = await schema.execute('{ households(asOf: "2026-11-27") { position } }')
    error = (asked.errors or [])[0]
    said = without_values(error.message, known_names())
    assert said == "Expected value of type 'AsOf' to be an object"


def test_the_path_of_a_wrong_variable_is_kept() -> None:
    message = "Variable '$i' has invalid value at .head.sex: Value 'زرقميط' does not exist."
    assert without_values(message, known_names()) == "A variable has an invalid value at .head.sex."
