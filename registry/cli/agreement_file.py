"""An agreement as people write it down: YAML or JSON, partners and programmes by their codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec

from registry.api.places import known_place
from registry.bootstrap import Registry
from registry.cli.partners import partner_called, programme_called
from registry.domain.agreement import AgreementSigned, Grant
from registry.domain.errors import SijillError
from registry.domain.partner import PublicName
from registry.domain.vocabulary import BenefitFamily, FieldGroup, LegalBasis, Level, Purpose


class AgreementFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The terms. `programmes` are codes under the code of their owner; none named means all."""

    name_ar: str
    name_en: str
    parties: list[str]
    totals_only: list[str] = []
    purposes: list[Purpose]
    grants: dict[FieldGroup, Level] = {}
    families: list[BenefitFamily] = []
    programmes: dict[str, list[str]] = {}
    area: str | None = None
    legal_basis: LegalBasis
    base: bool = False
    begins: date
    until: date | None = None


def read_agreement(path: Path) -> AgreementFile:
    """Read a file; JSON is YAML too.

    Raises:
        SijillError: `agreement_file_unreadable`, `agreement_file_malformed`.
    """
    try:
        return msgspec.yaml.decode(path.read_bytes(), type=AgreementFile)
    except OSError:
        raise SijillError("agreement_file_unreadable", path=path) from None
    except msgspec.DecodeError as problem:
        raise SijillError("agreement_file_malformed", path=path, problem=problem) from None


async def terms_of(registry: Registry, written: AgreementFile) -> AgreementSigned:
    """The terms with ids in the place of codes.

    Raises:
        SijillError: `partner_unknown`, `programme_unknown`, `place_unknown`.
    """
    return AgreementSigned(
        name_ar=PublicName(written.name_ar),
        name_en=PublicName(written.name_en),
        parties=tuple([await partner_called(registry, code) for code in written.parties]),
        totals_only=tuple([await partner_called(registry, code) for code in written.totals_only]),
        purposes=tuple(written.purposes),
        grants=tuple(Grant(group=group, level=level) for group, level in written.grants.items()),
        families=tuple(written.families),
        programmes=await _programmes(registry, written),
        area=None if written.area is None else known_place(written.area),
        legal_basis=written.legal_basis,
        base=written.base,
        begins=written.begins,
        until=written.until,
    )


async def _programmes(registry: Registry, written: AgreementFile) -> tuple[UUID, ...]:
    owners = {code: await partner_called(registry, code) for code in written.programmes}
    return tuple(
        [
            await programme_called(registry, owners[owner], code)
            for owner, codes in written.programmes.items()
            for code in codes
        ]
    )
