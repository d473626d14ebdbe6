"""What a row says is digested and kept for ever: its bytes are those of the release that first wrote them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from registry.intake.contents import delivery_content, household_content, member_content
from tests.intake.files import KOBO, LIST, Read, deliveries, kobo

WRITTEN = {
    KOBO: "11172f1b74173650758f3a74a635364cfece8ec79ab64bde226b6b2b40f0a5ee",
    LIST: "099b809010bf52cb207e3b0fea9c644d6f0a47a46f18d21cae50bc1f0c193a7c",
}


def contents(read: Read) -> Iterator[bytes]:
    for one in read.incoming:
        yield household_content(one.draft)
        yield from (member_content(each.draft) for each in one.members)
        yield from (delivery_content(each.draft) for each in one.deliveries)


def test_the_bytes_of_what_rows_say_are_those_that_were_always_written() -> None:
    for read, path in ((kobo(), KOBO), (deliveries(LIST), LIST)):
        assert hashlib.sha256(b"\n".join(contents(read))).hexdigest() == WRITTEN[path]
