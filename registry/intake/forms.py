"""A form's export, of whichever tool."""

from __future__ import annotations

from collections.abc import Sequence

from registry.intake.incoming import Options
from registry.intake.kobo import is_kobo, open_kobo
from registry.intake.odk import open_odk
from registry.intake.sheets import Sheet
from registry.intake.submissions import FoundForm


def open_any_form(sheets: Sequence[Sheet], options: Options, lines: int) -> FoundForm:
    """A form's sheets as what their tool makes of them.

    Raises:
        SijillError: as `submissions.open_form`.
    """
    opened = open_kobo if is_kobo(sheets) else open_odk
    return opened(sheets, options, lines)
