"""Commands that are loaded where they are asked for: each imports what it needs, and no command needs all of that."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any

import typer
import typer.main

from registry.cli.kept import kept
from registry.cli.usage import help_in_both
from registry.domain.digits import with_ascii_digits


class Commands(UserDict[str, Any]):
    """Commands by name: where each is, as `module:attribute`, and once somebody has asked for it, the command.

    Their names, and what is like a name that is none, are had without loading any.
    """

    def __getitem__(self, name: str) -> Any:
        found = self.data[name]
        if isinstance(found, str):
            found = self.data[name] = _load(name, found)
        return found

    def load_all(self) -> None:
        """Load those that nobody has asked for."""
        for name in self:
            self[name]


def _load(name: str, place: str) -> Any:
    """The function or the group of commands at a place, as a command of that name."""
    module, _, attribute = place.partition(":")
    with kept():
        found = getattr(import_module(module), attribute)
    around = typer.Typer()
    if isinstance(found, typer.Typer):
        around.add_typer(found, name=name)
    else:
        around.command(name)(found)
    command = typer.main.get_group(around).commands[name]
    _adapt(command)
    return command


def _adapt(command: Any) -> None:
    """Have whole numbers read in Arabic and Persian digits too, as everything else that is typed is; `--help` told."""
    command.get_help_option = partial(help_in_both, command.get_help_option)
    for param in command.params:
        if param.type_descriptor.annotation is int:
            param.process_value = partial(_in_ascii, param.process_value)
    for one in getattr(command, "commands", {}).values():
        _adapt(one)


def _in_ascii(process: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    return process(context, with_ascii_digits(value) if isinstance(value, str) else value)
