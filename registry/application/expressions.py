"""The one place that knows the engine of expressions (docs/adr/0020)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from registry.domain.errors import Refused

if TYPE_CHECKING:
    from cel import Program


class Compiled:
    """An expression made ready once for many households."""

    __slots__ = ("_program",)

    def __init__(self, program: Program) -> None:
        self._program = program

    def holds(self, facts: Mapping[str, Any]) -> bool | None:
        """None where it cannot be told: something that it reads is not there, or is no truth value.

        What is missing is left out of the facts and never null: `null == 18` would be false, while reading what is
        not there is an error, which `&&` and `||` absorb only where the other side decides.
        """
        try:
            found = self._program.execute(dict(facts))
        except (KeyError, TypeError, ValueError, RuntimeError, ArithmeticError):
            return None
        return found if isinstance(found, bool) else None


def compiled(expression: str) -> Compiled:
    """Raises `Refused`: `rule_expression_wrong`."""
    from cel import compile as compile_expression  # noqa: PLC0415 - it brings a console along, for whoever judges alone

    try:
        return Compiled(compile_expression(expression))
    except ValueError:
        raise Refused("rule_expression_wrong", expression=expression) from None
