"""How a sentence becomes a step: `"{name}"` is what stands in quotes, `{count}` a figure, `(s)` a plural."""

from __future__ import annotations

import re

from pytest_bdd.parsers import StepParser


class Sentence(StepParser):
    """One wording of a step. Quotes hold anything but quotes, so that no sentence is mistaken for a longer one."""

    def __init__(self, wording: str) -> None:
        super().__init__(wording)
        pattern = re.escape(wording).replace(r"\(s\)", "s?")
        pattern = re.sub(r'"\\{(\w+)\\}"', r'"(?P<\1>[^"]*)"', pattern)
        self._pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>\\d+)", pattern))

    def is_matching(self, name: str) -> bool:
        return self._pattern.fullmatch(name) is not None

    def parse_arguments(self, name: str) -> dict[str, str | int] | None:
        found = self._pattern.fullmatch(name)
        return found and {
            part: int(said) if said.isdecimal() else said
            for part, said in found.groupdict().items()
        }
