"""What holds for every command: help in both languages, data on stdout, talk on stderr, JSON where there is a table."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest
import typer.main
from typer.testing import CliRunner

from registry.cli.app import app
from tests.cli.conftest import Qena
from tests.cli.noor import AGREEMENT, NAMES
from tests.cli.workbooks import LIST

WITHOUT_TABLE: Final[Mapping[str, str]] = {
    "serve": "runs until it is stopped",
    "follow": "runs until it is stopped",
    "token": "prints one token and nothing else",
    "query": "answers in JSON always",
    "export-schema": "prints GraphQL's own language",
}

REGISTER = Path(__file__).parents[1] / "data" / "matching"
ASKED: Final[Mapping[str, tuple[str, ...]]] = {
    "demo": ("--once", "--bare"),
    "migrate": (),
    "partner enrol": ("noor-qena", *NAMES, "--kind", "association"),
    "programme open": (
        "noor-qena", "ramadan", "--name-ar", "سلال رمضان", "--name-en", "Ramadan", "--family", "food",
        "--kind", "in_kind", "--unit", "basket", "--cycle", "yearly",
    ),
    "agreement sign": ("{folder}/agreement.yaml",),
    "agreement end": ("{agreement}", "--last-day", "2026-12-31"),
    "agreement list": (),
    "programme list": (),
    "programme families": (),
    "programme tag": ("moss-qena", "cash-support", "--tag", "vision-2030"),
    "import list": (),
    "import undo": ("{batch}",),
    "import file": (
        f"{{folder}}/{LIST}", "--partner", "albir-qena", "--as", "deliveries", "--programme", "food-baskets",
        "--dry-run",
    ),
    "suggest-mapping": (f"{{folder}}/{LIST}",),
    "rebuild": ("partner_directory",),
    "dead-letters list": (),
    "dead-letters retry": ("--dry-run",),
    "forget": ("{member}", "--case", "E-2026-18"),
    "staff add": ("mona@moss-qena", "--role", "caseworker"),
    "staff list": (),
    "staff leave": ("volunteer@moss-qena",),
    "staff return": ("volunteer@moss-qena",),
    "staff rename": ("volunteer@moss-qena", "--name-ar", "هدى"),
    "staff remove": ("volunteer@moss-qena", "--case", "S-2026-1"),
    "person": ("{member}", "--as", "data_officer@albir-qena"),
    "doctor": (),
    "roll": ("--as", "caseworker@albir-qena", "--per", "identity"),
    "reached": ("--as", "caseworker@albir-qena", "--per", "identity", "--by", "month"),
    "statistics": ("--as", "analyst@albir-qena", "--by", "year", "--by", "sex"),
    "quality": ("--as", "caseworker@albir-qena", "--by", "need"),
    "spending": ("--as", "analyst@albir-qena", "--by", "centre", "--by", "year"),
    "counts": ("--as", "caseworker@albir-qena"),
    "coverage": ("--as", "caseworker@albir-qena"),
    "gaps": ("village_without_service_point", "--as", "caseworker@albir-qena"),
    "report coverage": ("--as", "caseworker@albir-qena"),
    "report 4w": ("--as", "caseworker@albir-qena"),
    "match follow": ("--once",),
    "match run": ("--dry-run",),
    "match reindex": (),
    "match explain": (f"{REGISTER}/records.csv", "0", "1"),
    "match evaluate": (f"{REGISTER}/records.csv", "--truth", f"{REGISTER}/truth.csv", "--in-memory"),
    "match models": (),
    "match trust": ("--shipped",),
}  # fmt: skip


TOLD_ELSEWHERE: Final[Mapping[str, str]] = {
    f"{group} {verb}".strip(): story
    for story, group, verbs in (
        ("test_referral.py", "referral", "send list show accept start reject redirect done revoke"),
        ("test_plan.py", "plan", "draft check reserve override release close cancel list show"),
        ("test_plan_deliver.py", "plan", "deliver"),
        ("test_fund.py", "fund", "open contribute commit settle spend reverse list show"),
        ("test_plan.py", "programme", "overlap"),
        ("test_support.py", "support", "list show totals calendar explain justify recover reopen"),
        ("test_eligibility.py", "rule", "set show try"),
        ("test_eligibility.py", "eligibility", "due follow judge show"),
        ("test_referral.py", "transfer", "offer list take end"),
        ("test_pair.py", "pair", "list show confirm dismiss undo ask answer"),
        ("test_document.py", "document", "issue load replace lost withdraw list totals"),
        ("test_request.py", "request", "receive answer list show"),
        ("test_search.py", "", "search"),
        ("test_models.py", "match", "train"),
        ("test_check.py", "", "check"),
        ("test_households.py", "household", "register show assess consent close reopen"),
        ("test_households.py", "household", "hold release relocate"),
        ("test_households.py", "member", "add correct died move"),
        ("test_everyday.py", "household", "head correct withdraw"),
        ("test_everyday.py", "member", "assess leave withdraw"),
        ("test_everyday.py", "delivery", "record visit correct reverse show list"),
        ("test_everyday.py", "partner", "list suspend"),
        ("test_partner_reports.py", "partner", "reports reported"),
        ("test_everyday.py", "agreement", "amend"),
        ("test_everyday.py", "programme", "close"),
        ("test_demo_qatar.py", "release", "make list verify"),
        ("test_demo_qatar.py", "", "indicators"),
        ("test_everyday.py", "", "timeline work"),
    )
    for verb in verbs.split()
}
"""Commands that need a story before they can be asked: where it is told."""

READING: Final = frozenset({"show", "list", "totals", "calendar"})
"""Verbs that record nothing."""


def leaves(group: Any, *above: str) -> dict[str, Any]:
    """Every command that does something, by what one types for it."""
    found: dict[str, Any] = {}
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            found |= leaves(command, *above, name)
        else:
            found[" ".join([*above, name])] = command
    return found


COMMANDS = leaves(typer.main.get_command(app))
WITH_TABLE = sorted(set(COMMANDS) - set(WITHOUT_TABLE))
TOLD_HERE = [name for name in WITH_TABLE if name not in TOLD_ELSEWHERE]


@pytest.fixture
def one_import(bare: Qena, one_member: str) -> str:
    assert one_member
    return str(json.loads(bare.desk.sijill("import", "list", "--json"))[-1]["import"])


@pytest.fixture
def one_member(bare: Qena, tmp_path: Path) -> str:
    family = tmp_path / "family.csv"
    family.write_text("الاسم,المركز,عدد الأفراد\nفاطمة علي حسن محمود,قوص,٤\n", encoding="utf-8")
    bare.desk.sijill("import", family, "--partner", "albir-qena", "--as", "registrations")
    question = "{ households { edges { node { members { id } } } } }"
    edges = bare.query(question, "caseworker@albir-qena", "registration")["households"]["edges"]
    own = next(one["node"]["members"] for one in edges if one["node"]["members"])
    return str(own[0]["id"])


def test_every_command_with_a_table_has_json() -> None:
    options = {name: [one.name for one in command.params] for name, command in COMMANDS.items()}
    assert {name for name, given in options.items() if "json" in given} == set(WITH_TABLE)
    assert {*ASKED, *TOLD_ELSEWHERE} == set(WITH_TABLE), "say here how a new command is asked"


@pytest.mark.parametrize(
    "group",
    ["household", "member", "delivery", "referral", "transfer", "pair", "plan", "support", "fund"],
)
def test_whatever_records_can_be_tried_first_and_is_done_once_under_a_key(group: str) -> None:
    acts = {name: command for name, command in COMMANDS.items() if name.startswith(f"{group} ")}
    recording = {name for name in acts if name.split()[1] not in READING}
    for option in ("--dry-run", "--key"):
        taking = {
            name
            for name, command in acts.items()
            if any(option in one.opts for one in command.params)
        }
        # What a plan hands out is done once a line in any case.
        beside = {"plan deliver"} if option == "--key" else set()
        assert taking == recording - beside, option


@pytest.mark.parametrize("command", TOLD_ELSEWHERE)
def test_what_is_told_elsewhere_is_told_there(command: str) -> None:
    story = (Path(__file__).parent / TOLD_ELSEWHERE[command]).read_text(encoding="utf-8")
    typed = ", ".join(f'"{word}"' for word in command.split())
    steps = ", ".join(f'"{word}"' for word in command.split()[:1]) + ", step"
    assert typed in story or (steps in story and f'"{command.rsplit(maxsplit=1)[-1]}"' in story)
    assert "--json" in story


@pytest.mark.parametrize("command", TOLD_HERE)
def test_json_is_all_that_stdout_gets(
    bare: Qena, samples: Path, command: str, request: pytest.FixtureRequest
) -> None:
    (samples / "agreement.yaml").write_text(AGREEMENT, encoding="utf-8")
    if command in {"programme open", "agreement sign", "agreement end"}:
        bare.desk.sijill("partner", "enrol", *ASKED["partner enrol"])
    if command == "agreement end":
        bare.desk.sijill("agreement", "sign", samples / "agreement.yaml")
    member = request.getfixturevalue("one_member") if command in {"forget", "person"} else ""
    agreement = ""
    if command == "agreement end":
        listed = json.loads(bare.desk.sijill("agreement", "list", "--json"))
        agreement = next(one["agreement"] for one in listed if one["name_en"] == "Ramadan baskets")
    batch = request.getfixturevalue("one_import") if command == "import undo" else ""
    told = {"folder": samples, "member": member, "agreement": agreement, "batch": batch}
    given = [one.format(**told) for one in ASKED[command]]
    done = bare.desk.run(*command.split(), *given, "--json")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), dict | list)
    talk_alone(done.stderr)
    for_people = bare.desk.run(*command.split(), *given)
    assert for_people.returncode == 0, for_people.stderr
    talk_alone(for_people.stderr)
    assert "sijill: " not in for_people.stdout


@pytest.mark.parametrize(
    "command", ["", *COMMANDS, "partner", "agreement", "programme", "staff", "match", "pair"]
)
def test_help_is_there_in_both_languages(command: str) -> None:
    helped = CliRunner().invoke(app, [*command.split(), "--help"])
    assert helped.exit_code == 0
    assert re.search("[ء-ي]{3}", helped.stdout)
    assert re.search("[A-Za-z]{3}", helped.stdout)
    assert "اعرض هذا الشرح" in re.sub(r"[│\s]+", " ", helped.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained_in_both_languages(command: str) -> None:
    for one in COMMANDS[command].params:
        said = getattr(one, "help", None) or ""
        assert re.search("[ء-ي]{3}", said), f"{command} {one.name}"
        assert re.search("[A-Za-z]{3}", said), f"{command} {one.name}"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["export-schema"], 0),
        ([], 2),
        (["nothing"], 2),
        (["import"], 2),
        (["serve", "--port", "70000"], 2),
        (["rebuild", "wives"], 1),
    ],
)
def test_exit_codes_say_done_refused_or_wrong_usage(
    qena: Qena, arguments: list[str], code: int
) -> None:
    assert qena.desk.run(*arguments).returncode == code


def test_talk_of_a_refusal_is_prefixed_and_bilingual(qena: Qena) -> None:
    done = qena.desk.run("rebuild", "wives")
    talk_alone(done.stderr)
    assert done.stdout == ""
    assert re.search("[ء-ي]{3}", done.stderr)
    assert "household_roll" in done.stderr


def talk_alone(stderr: str) -> None:
    for line in stderr.splitlines():
        assert line.startswith(("sijill: ", "hint: ", "تلميح: ")), line
