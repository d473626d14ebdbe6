"""An agreement as people write it down: YAML or JSON, partners and programmes by their codes."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec

from registry.bootstrap import Registry
from registry.cli.partners import partner_called, programme_called
from registry.cli.written_file import read_written
from registry.domain.agreement import Grant, Party, Terms
from registry.domain.money import Currency, Money, read_money
from registry.domain.partner import PublicName
from registry.domain.places import PCode
from registry.domain.vocabulary import BenefitFamily, FieldGroup, LegalBasis, Level, Purpose, Sees


class WrittenParty(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A partner by its code, and on what ground it shares."""

    partner: str
    sees: Sees = Sees.RECORDS
    legal_basis: LegalBasis


class WrittenGrant(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """`to` are codes of parties; none named means all, as with `purposes`."""

    group: FieldGroup
    level: Level
    to: list[str] = []
    purposes: list[Purpose] = []


class AgreementFile(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """The terms. `programmes` are codes under the code of their owner; none named means all, as with `areas`.

    `alone_up_to` are amounts by currency.
    """

    name_ar: str
    name_en: str
    parties: list[WrittenParty]
    purposes: list[Purpose]
    grants: list[WrittenGrant] = []
    families: list[BenefitFamily] = []
    programmes: dict[str, list[str]] = {}
    areas: list[str] = []
    base: bool = False
    alone_up_to: dict[Currency, int | float | str] = {}
    begins: date
    until: date | None = None

    def __post_init__(self) -> None:
        _amounts(self)


def read_agreement(path: Path) -> AgreementFile:
    """Read a file; JSON is YAML too.

    Raises:
        SijillError: `agreement_file_unreadable`, `agreement_file_malformed`.
    """
    return read_written(path, AgreementFile, "agreement")


async def terms_of(registry: Registry, written: AgreementFile) -> Terms:
    """The terms with ids in the place of codes.

    Raises:
        SijillError: `partner_unknown`, `programme_unknown`.
    """
    return Terms(
        name_ar=PublicName(written.name_ar),
        name_en=PublicName(written.name_en),
        parties=tuple([await _party(registry, party) for party in written.parties]),
        purposes=tuple(written.purposes),
        grants=tuple([await _grant(registry, grant) for grant in written.grants]),
        families=tuple(written.families),
        programmes=await _programmes(registry, written),
        areas=tuple(map(PCode, written.areas)),
        base=written.base,
        alone_up_to=_amounts(written),
        begins=written.begins,
        until=written.until,
    )


def _amounts(written: AgreementFile) -> tuple[Money, ...]:
    """Raises `NotMoney`."""
    return tuple(read_money(one, currency) for currency, one in written.alone_up_to.items())


async def _party(registry: Registry, written: WrittenParty) -> Party:
    return Party(
        partner=await partner_called(registry, written.partner),
        sees=written.sees,
        legal_basis=written.legal_basis,
    )


async def _grant(registry: Registry, written: WrittenGrant) -> Grant:
    return Grant(
        group=written.group,
        level=written.level,
        to=tuple([await partner_called(registry, code) for code in written.to]),
        purposes=tuple(written.purposes),
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
