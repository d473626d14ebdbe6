"""What is typed wrong is said in both languages, with how it is written right."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from registry.cli.app import COMMANDS, app
from registry.cli.usage import Bilingual

WHO = ("--as", "caseworker@moss-qena")
A_HOUSEHOLD = ("household", "correct", "PT7T-4RX8-4JBA", *WHO)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("household", "hold", "PT7T-4RX8-4JBA"), ("--as is missing", "ينقص ‎--as‎.")),
        (("household", "hold", *WHO), ("REFERENCE is missing", "ينقص ‎REFERENCE‎.")),
        (
            ("household", "relocate", "PT7T-4RX8-4JBA", "--place", "قوص", *WHO),
            ("this command has no option --place", "ليس لهذا الأمر خيار ‎--place‎."),
        ),
        (
            ("delivery", "visit", "--servise", "legal-aid"),
            ("you may have meant: --service", "لعلك تقصد: ‎--service"),
        ),
        (
            ("search", "--given", "نورا"),
            ("its options: --as, --purpose, --number, ", "خياراته: ‎--as، --purpose، "),
        ),
        (("staff", "list", *WHO), ("its options: --partner, --data, --json", "خياراته: ‎--partner، ")),
        (
            ("household", "close", "PT7T-4RX8-4JBA", *WHO),
            ("--reason is one of: no_longer_in_need, ", "‎--reason‎ واحد من: ‎no_longer_in_need، "),
        ),
        (
            ("member", "add", "PT7T-4RX8-4JBA", "حسن", "--relation", "sibling", *WHO),
            ("--relation is one of: head, spouse, child, other", "‎--relation‎ واحد من:"),
        ),
        (
            (*A_HOUSEHOLD, "--size", "خمسة"),
            ("--size is a whole number in digits", "‎--size‎ عدد صحيح بالأرقام."),
        ),
        (
            ("work", *WHO, "--first", "101"),
            ("--first is a whole number from 1 to 100", "‎--first‎ عدد صحيح من 1 إلى 100."),
        ),
        (
            ("person", "PT7T-4RX8-4JBA", *WHO, "--member", "0"),
            ("--member is a whole number, 1 at least", "‎--member‎ عدد صحيح، أقله 1."),
        ),
        ((*A_HOUSEHOLD, "--size"), ("write a value after --size", "اكتب قيمة بعد ‎--size‎.")),
        ((*A_HOUSEHOLD, "--json=yes"), ("--json takes no value", "لا قيمة بعد ‎--json‎.")),
        (
            ("househould", "show"),
            ("there is no command “househould”", "لا يوجد أمر «househould».", "household"),
        ),
        (
            ("household", "register", "فاطمة", "علي", "--place", "قوص", *WHO),
            ("words too many: علي; put what has a space in it in quotes", "كلمات زائدة: علي."),
        ),
    ],
)  # fmt: skip
def test_what_is_typed_wrong_is_said_in_both_languages(
    typed: tuple[str, ...], said: tuple[str, ...]
) -> None:
    done = CliRunner().invoke(app, typed)
    assert (done.exit_code, done.stdout) == (2, "")
    of_a_value = "a value after" in done.stderr or "no value" in done.stderr
    for form in ("sijill: the command is written: ", "sijill: يُكتب الأمر هكذا: "):
        assert form in done.stderr or of_a_value
    for one in said:
        assert one in done.stderr
    assert ("you may have meant" in done.stderr) + ("its options" in done.stderr) <= 1


def test_a_command_alone_shows_its_help() -> None:
    done = CliRunner().invoke(app, ["household"])
    assert (done.exit_code, "سجّل أسرة" in done.output) == (2, True)
    assert "Commands / الأوامر" in done.output


def test_a_question_that_is_left_unanswered_does_nothing() -> None:
    asking = typer.Typer(cls=Bilingual)

    @asking.callback()
    def nothing_else() -> None:
        pass

    @asking.command()
    def remove() -> None:
        typer.prompt("case number / رقم الطلب", err=True)

    done = CliRunner().invoke(asking, ["remove"], input="")
    assert (done.exit_code, "تُرك السؤال بلا جواب؛ لم يُنفَّذ شيء." in done.stderr) == (1, True)


@pytest.mark.parametrize("size", ["12", "١٢", "۱۲"])
def test_whole_numbers_are_read_in_arabic_and_persian_digits(size: str) -> None:
    typed = ["منال فؤاد", "--place", "EG2707", "--size", size, *WHO]
    context = COMMANDS["household"].commands["register"].make_context("register", typed)
    assert context.params["size"] == 12
