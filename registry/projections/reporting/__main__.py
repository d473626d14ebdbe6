"""Prints what the views promise, for the listing that is committed beside: `make docs`."""

from __future__ import annotations

import sys

from registry.projections.reporting.making import listing

if __name__ == "__main__":
    sys.stdout.write(listing())
