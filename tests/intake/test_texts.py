"""Whatever intake says, it says in both languages."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import registry.intake
from registry.intake.fields import Field
from registry.texts import TEXTS
from registry.texts import intake as texts

_CODE = re.compile(
    r'(?:SijillError|Notice|Problem|refuse|remark)\(\s*(?:code=)?"([a-z_]+)"|code = "([a-z_]+)"'
)
_CHOSEN = re.compile(
    r'"((?:row|column|file|import|mapping|kobo|repeat|sheet|header|household|persons|rejects)_[a-z_]+)"'
)
SOURCES = sorted(Path(registry.intake.__file__).parent.glob("*.py"))


def codes() -> set[str]:
    """Every code that stands in the source, however it is passed on."""
    written = {
        code for path in SOURCES for code in _CHOSEN.findall(path.read_text(encoding="utf-8"))
    }
    passed = {
        one or other
        for path in SOURCES
        for one, other in _CODE.findall(path.read_text(encoding="utf-8"))
    }
    return passed | {code for code in written if code in texts.TEXTS}


def test_every_code_has_its_texts() -> None:
    assert {code for code in codes() if code not in TEXTS} == set()


def test_no_text_is_without_a_code() -> None:
    said = {
        code for code in texts.TEXTS if not code.endswith(".hint") and not code.startswith("field.")
    }
    assert said - codes() == set()


@pytest.mark.parametrize("code", sorted(texts.TEXTS))
def test_both_languages_name_the_same_things(code: str) -> None:
    """A hint speaks of what its error knows; an error's two texts fill in the same, but for a name in its language."""

    def named(text: str) -> set[str]:
        return {re.sub(r"_(ar|en)$", "", name) for _, name, _, _ in Formatter().parse(text) if name}

    text = texts.TEXTS[code]
    assert named(text.ar) == named(text.en)


def test_every_field_has_a_label() -> None:
    assert {f"field.{field}" for field in Field} <= set(texts.TEXTS)
