"""Writes the example of every stored fact that has none yet, and records new values of closed lists.

An example that is there is never touched, and no value is ever taken off the record.

    python -m tests.history.write_examples

Commit what it writes together with the new fact; from then on a test fails when a byte of it changes.
"""

from __future__ import annotations

import sys
from dataclasses import fields, replace
from hashlib import sha256
from typing import Any

from registry.domain.facts import NAME_OF, AnyFact
from registry.domain.fields import Open
from registry.domain.vocabulary import FieldGroup
from registry.eventlog import codec
from registry.privacy.sealing import Label, _seal_with
from registry.privacy.values import PERSONAL, encode_value
from tests.history import closed_lists
from tests.history.expected import EXPECTED, KEY_ID, KEYS, REGISTRY, STATISTICS_KEY_ID, Example
from tests.history.stored import SUMS, StoredExample, stored_examples


def main() -> None:
    missing = EXPECTED.keys() - stored_examples().keys()
    for name in sorted(missing):
        example = EXPECTED[name]
        if NAME_OF[type(example.fact)] != name:
            sys.exit(
                f"{name} is no longer written, and its example is lost: find it in the history"
            )
        line = StoredExample(name, codec.encode(example.envelope, sealed(example))).write()
        with SUMS.open("a", encoding="ascii") as file:
            file.write(line)
        sys.stderr.write(f"wrote {name}\n")
    values = closed_lists.recorded() | closed_lists.accepted()
    closed_lists.RECORD.write_text(
        "".join(f"{value}\n" for value in sorted(values)), encoding="ascii"
    )


def sealed(example: Example) -> AnyFact:
    """The fact sealed with the fixed keys, and nonces that the field's name gives: the same bytes whoever writes."""
    name = NAME_OF[type(example.fact)]
    records: dict[str, Any] = {}
    for field in fields(example.fact):
        value = getattr(example.fact, field.name)
        if isinstance(value, Open):
            group = PERSONAL[name, field.name].group
            label = Label(
                registry=REGISTRY,
                key_id=STATISTICS_KEY_ID if group is FieldGroup.STATISTICS else KEY_ID,
                group=group,
                stream=example.stream,
                version=example.version,
                fact=name,
                field=field.name,
            )
            nonce = sha256(f"{name} {field.name}".encode()).digest()[:12]
            plaintext = encode_value(name, field.name, value.value)
            records[field.name] = _seal_with(KEYS[group], label, plaintext, nonce)
    return replace(example.fact, **records)


if __name__ == "__main__":
    main()
