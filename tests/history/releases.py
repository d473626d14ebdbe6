"""What the stored example of a release says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from registry.domain.file_import import Digest
from registry.domain.partner import PublicName
from registry.domain.release import ReleaseCode, ReleaseMade
from registry.domain.statistics import Dimension, TableDefinition
from registry.domain.vocabulary import Channel, NationalityGroup, Sex
from tests.history.keys import ASSOCIATION, PROGRAMME, Example

RELEASES: Final[Mapping[str, Example]] = {
    "release.made.v1": Example(
        ReleaseMade(
            code=ReleaseCode("services-2023"),
            name_ar=PublicName("الخدمات بحسب المركز والنوع والجنسية، 2023"),
            name_en=PublicName("Services by centre, sex and nationality, 2023"),
            definition=TableDefinition(
                by=(Dimension.CENTRE, Dimension.SEX, Dimension.YEAR),
                per_identity=True,
                centre=ASSOCIATION,
                service=PROGRAMME,
                sex=Sex.FEMALE,
                nationality=NationalityGroup.NON_NATIONAL,
                year_from=2019,
                year_until=2023,
                channel=Channel.PHONE,
            ),
            at=41973,
            rows=14,
            digest=Digest("5a" * 32),
        )
    ),
}
