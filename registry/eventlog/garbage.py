"""How often Python looks for garbage that holds itself."""

from __future__ import annotations

import gc
from typing import Final

SELDOM: Final = (500_000, 20, 20)
"""More objects than a thousand commands and their facts are made of. None of them holds itself."""


def seldom_collected() -> None:
    """Collect seldom in this process: to look through what is in hand takes a tenth to a third of its time."""
    gc.set_threshold(*SELDOM)
