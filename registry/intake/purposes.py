"""What the rows of a list are: families registered, or help handed out. Asked when the file does not say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from registry.domain.errors import SijillError
from registry.domain.file_import import TakenAs
from registry.intake.fields import Field, TableKind
from registry.intake.headings import plain
from registry.intake.tables import Table

_HANDED_OUT = re.compile(r"\b(توزيع|صرف|تسليم|استلام|مستلم\w*|distribution|delivery|handed)\b")
_REGISTERED = re.compile(r"\b(حصر|تسجيل|بحث|قيد|سجل|بيانات|registration|register|census|survey)\b")


def taken_as(said: TakenAs | None, tables: Sequence[Table], titles: Sequence[str]) -> TakenAs:
    """What was said, else what is evident: a column of hand-over dates, a row a person, a title about a survey.

    A كشف توزيع may be a plan as well as a record of what was handed out, so a title alone never makes deliveries.

    Raises:
        SijillError: `import_as_unknown_but_likely_deliveries`, `import_as_unknown`.
    """
    if said is not None:
        return said
    if all(table.columns.has(Field.DELIVERED_ON) for table in tables):
        return TakenAs.DELIVERIES
    title = " ".join(plain(one) for one in titles)
    if _HANDED_OUT.search(title):
        raise SijillError("import_as_unknown_but_likely_deliveries")
    persons = any(table.columns.kind is TableKind.PERSON for table in tables)
    if persons or _REGISTERED.search(title):
        return TakenAs.REGISTRATIONS
    raise SijillError("import_as_unknown")
