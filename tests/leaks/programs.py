"""What runs in the command's stead: the same command with one thing in it wrong, on purpose.

Each is a program of its own, so that processes are as real as those of users and the release holds no switch for it.
"""

from __future__ import annotations

from typing import Final

from tests.command import PROGRAM

WITHOUT_CIPHER: Final = f"""
from registry.privacy import sealing

def seal_all(place, values):
    return [key.start + place.written + mark.names + plaintext for key, mark, plaintext in values]

def unseal(key, record, registry):
    return record[sealing._parse(record, registry)[1]:]

sealing.seal_all, sealing.unseal = seal_all, unseal
{PROGRAM}
"""
"""Stores what is personal as it came, inside a record that looks sealed. Every search must catch that."""

FAULTY: Final = f"""
import registry.api.mutations as mutations
import registry.intake.commands as commands

def refuse(draft, *_):
    head = getattr(draft, "head", draft)
    raise RuntimeError(f"cannot store {{head.name}} {{head.phones}} {{head.identity_numbers}}")

mutations.household_draft = refuse
commands.household_content = refuse
{PROGRAM}
"""
"""Has a fault whose words are somebody's name and number: what is masked, and stays out of the logs."""

FAULTY_AND_TALKATIVE: Final = f"""
import traceback
import strawberry
from registry.api.quiet import QuietSchema
from registry.cli import faults

QuietSchema.process_errors = strawberry.Schema.process_errors
faults.explain = lambda problem: traceback.print_exception(problem) or 1
{FAULTY}
"""
"""The same fault, with strawberry's own logger and Python's own traceback. The search must catch that too."""
