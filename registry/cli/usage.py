"""What is wrong with how a command was typed, in both languages; the library says it in English alone."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from typing import Any

from typer import rich_utils
from typer.core import TyperGroup
from typer.exceptions import Abort, TyperException

from registry.cli import output

rich_utils.ARGUMENTS_PANEL_TITLE = "Arguments / المعطيات"
rich_utils.OPTIONS_PANEL_TITLE = "Options / الخيارات"
rich_utils.COMMANDS_PANEL_TITLE = "Commands / الأوامر"
rich_utils.REQUIRED_LONG_STRING = "[required / مطلوب]"
rich_utils.DEFAULT_STRING = "[default / وإلا: {}]"


class Bilingual(TyperGroup):
    """The commands; whatever the library finds wrong with a line is said in both languages, with exit code 2."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's
        """Their names, which those that are loaded late have before that."""
        return list(self.commands)

    def get_help_option(self, ctx: Any) -> Any:
        return help_in_both(super().get_help_option, ctx)

    def main(self, *args: Any, **more: Any) -> Any:
        alone = more.pop("standalone_mode", True)
        more["standalone_mode"] = False
        if not alone:
            return super().main(*args, **more)
        try:
            code = super().main(*args, **more)
        except TyperException as wrong:
            tell(wrong)
            sys.exit(wrong.exit_code)
        except Abort:
            output.talk("usage_left")
            sys.exit(output.REFUSED)
        sys.exit(code if isinstance(code, int) else 0)


def help_in_both(of_library: Callable[[Any], Any], context: Any) -> Any:
    """`--help`, explained in both languages."""
    option = of_library(context)
    if option is not None:
        option.help = "Show this message and exit. / اعرض هذا الشرح."
    return option


def tell(wrong: TyperException) -> None:
    """What is wrong, and how the command is written.

    The library keeps the classes of its errors to itself: they are told by name, and one that it renames by its words.
    """
    kind: Any = wrong
    match type(wrong).__name__:
        case "NoArgsIsHelpError":
            return
        case "NoSuchOption":
            output.talk("usage_no_option", option=kind.option_name)
            _say_options(kind.option_name, kind.ctx)
        case "BadOptionUsage":
            takes_none = "does not take" in wrong.message
            code = "usage_takes_no_value" if takes_none else "usage_no_value"
            output.talk(code, option=kind.option_name)
        case "MissingParameter" if kind.param is not None:
            output.talk("usage_missing", name=_name(kind.param))
            _say_choices(kind.param)
        case "BadParameter" if kind.param is not None and _say_what_fits(kind.param):
            pass
        case _:
            _tell_by_words(wrong.format_message())
    if (context := getattr(wrong, "ctx", None)) is not None:
        form = " ".join(context.get_usage().removeprefix("Usage:").split())
        output.talk("usage_form", form=form)


def _tell_by_words(message: str) -> None:
    quoted = re.findall(r"'([^']*)'", message)
    if message.startswith("No such command") and quoted:
        output.talk("usage_no_command", name=quoted[0])
        _may_have_meant(quoted[1:])
    elif words := re.fullmatch(r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", message):
        output.talk("usage_too_many_words", words=words[1])
    else:
        output.talk("usage_other", reason=message)


def _may_have_meant(possible: Any) -> None:
    if possible:
        output.talk("usage_meant", possible=tuple(sorted(possible)))


def _say_options(typed: str, context: Any) -> None:
    """Options that are like what was typed, else all that the command has.

    The dashes, which all of them share, make nothing alike: to the library `--given` is like `--age`.
    """
    if context is None:
        return
    params = context.command.params
    own = {opt.lstrip("-"): opt for one in params for opt in one.opts if opt.startswith("--")}
    own.pop("help", None)
    alike = get_close_matches(typed.lstrip("-"), own)
    if alike:
        _may_have_meant([own[one] for one in alike])
    elif own:
        output.talk("usage_options", options=tuple(own.values()))


def _name(param: Any) -> str:
    """As the form of the command has it: `--as`, or an argument's `REFERENCE`."""
    return str(param.opts[0] if param.param_type_name == "option" else param.metavar or param.name)


def _say_choices(param: Any) -> bool:
    choices = [str(getattr(one, "value", one)) for one in param.type_descriptor.choices or ()]
    if choices:
        output.talk("usage_choice", name=_name(param), choices=tuple(choices))
    return bool(choices)


def _say_what_fits(param: Any) -> bool:
    """What may stand there, where that can be said."""
    if _say_choices(param):
        return True
    if param.type_descriptor.annotation is not int:
        return False
    limits = param.type_descriptor.parameter_info
    if limits.min is not None and limits.max is not None:
        output.talk("usage_number_between", name=_name(param), least=limits.min, most=limits.max)
    elif limits.min is not None:
        output.talk("usage_number_from", name=_name(param), least=limits.min)
    else:
        output.talk("usage_number", name=_name(param))
    return True
