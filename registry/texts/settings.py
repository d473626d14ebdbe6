"""What is wrong with a setting. Its value is never shown: it may hold a password."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.texts.text import Text

TEXTS: Final[Mapping[str, Text]] = {
    "setting_invalid": Text(
        "قيمة هذا الإعداد غير صالحة: {names}.", "The value of this setting is not valid: {names}."
    ),
    "setting_invalid.hint": Text(
        "صحّحها أو ألغها؛ معانيها في docs/operations.md.",
        "mend or unset it; docs/operations.md says what it means",
    ),
    "time_zone_unknown": Text("لا منطقة زمنية باسم «{zone}».", "There is no time zone “{zone}”."),
    "time_zone_unknown.hint": Text(
        "اكتب SIJILL_TIME_ZONE مثل Africa/Cairo.", "write SIJILL_TIME_ZONE as Africa/Cairo"
    ),
}
