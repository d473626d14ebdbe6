"""`sijill doctor`: what is wrong, and how to mend it."""

from __future__ import annotations

from registry.cli import options


def doctor(data: options.Data = None, json: options.Json = False) -> None:
    """Say what is wrong and how to mend it. / افحص السجل وقل ما به وكيف يُصلح."""
