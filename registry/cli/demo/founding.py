"""What a demo's registry begins with: partners, their base agreement, programmes. Founded before, nothing changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from registry.application import steering
from registry.application.command import Context
from registry.application.writer import Writer
from registry.domain.agreement import Grant, Party, Terms
from registry.domain.partner import PartnerCode, PartnerEnrolled, PublicName
from registry.domain.places import PCode
from registry.domain.programme import ProgrammeCode, ProgrammeOpened
from registry.domain.vocabulary import (
    BenefitFamily,
    BenefitKind,
    Cycle,
    FieldGroup,
    LegalBasis,
    Level,
    OrganisationKind,
    Purpose,
    Sees,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerToEnrol:
    """`parent` is the code of one that stands before it."""

    code: str
    kind: OrganisationKind
    name_ar: str
    name_en: str
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeToOpen:
    owner: str
    code: str
    name_ar: str
    name_en: str
    family: BenefitFamily
    kind: BenefitKind
    unit: Unit
    cycle: Cycle = Cycle.MONTHLY
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseAgreement:
    """`families` are those that partners show to each other, `area` is where."""

    name_ar: str
    name_en: str
    families: tuple[BenefitFamily, ...]
    area: PCode
    begins: date


async def enrol(
    writer: Writer, operator: Context, partners: Iterable[PartnerToEnrol]
) -> dict[str, UUID]:
    """The partners' ids by code, in the order given."""
    found: dict[str, UUID] = {}
    for one in partners:
        enrolled = PartnerEnrolled(
            code=PartnerCode(one.code),
            kind=one.kind,
            name_ar=PublicName(one.name_ar),
            name_en=PublicName(one.name_en),
            parent=None if one.parent is None else found[one.parent],
        )
        command = steering.enrol_partner(enrolled, operator, writer.mint)
        found[one.code] = (await writer.submit(command)).stream
    return found


async def open_all(
    writer: Writer,
    operator: Context,
    partners: Mapping[str, UUID],
    programmes: Iterable[ProgrammeToOpen],
) -> dict[tuple[str, str], UUID]:
    """The programmes' ids by the codes of owner and programme."""
    found: dict[tuple[str, str], UUID] = {}
    for one in programmes:
        opened = ProgrammeOpened(
            owner=partners[one.owner],
            code=ProgrammeCode(one.code),
            name_ar=PublicName(one.name_ar),
            name_en=PublicName(one.name_en),
            family=one.family,
            kind=one.kind,
            unit=one.unit,
            cycle=one.cycle,
        )
        own = operator.for_partner(partners[one.owner])
        command = steering.open_programme(opened, own, writer.mint)
        stream = found[one.owner, one.code] = (await writer.submit(command)).stream
        if one.tags:
            await writer.submit(steering.tag_programme(stream, one.tags, own))
    return found


def base_agreement(
    partners: Mapping[str, UUID], base: BaseAgreement, *, totals_for: Collection[str]
) -> Terms:
    """Existence, markaz, size band, masked names and shareable families for all; for some totals only."""
    return Terms(
        name_ar=PublicName(base.name_ar),
        name_en=PublicName(base.name_en),
        parties=tuple(
            Party(
                partner=partner,
                sees=Sees.TOTALS if code in totals_for else Sees.RECORDS,
                legal_basis=LegalBasis.PUBLIC_TASK,
            )
            for code, partner in partners.items()
        ),
        purposes=tuple(
            purpose
            for purpose in Purpose
            if purpose not in {Purpose.PROTECTION, Purpose.MAINTENANCE, Purpose.ERASURE}
        ),
        grants=(Grant(group=FieldGroup.IDENTITY, level=Level.MASKED),),
        families=base.families,
        areas=(base.area,),
        base=True,
        begins=base.begins,
    )
