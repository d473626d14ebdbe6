"""Every read model there is."""

from __future__ import annotations

from typing import Final

from registry.domain.errors import Refused
from registry.projections import (
    agreement_directory,
    delivery_ledger,
    double_support,
    eligibility,
    entitlement_documents,
    fund_book,
    household_consent,
    household_contact,
    household_members,
    household_roll,
    imports,
    matching_models,
    openings,
    pairs,
    partner_directory,
    plan_lines,
    plans,
    programme_directory,
    programme_rules,
    reached,
    referrals,
    releases,
    subject_requests,
    transfers,
    work,
)
from registry.projections.model import ReadModel

MODELS: Final[tuple[ReadModel, ...]] = (
    partner_directory.MODEL,
    agreement_directory.MODEL,
    programme_directory.MODEL,
    household_roll.MODEL,
    household_contact.MODEL,
    household_consent.MODEL,
    household_members.MODEL,
    delivery_ledger.MODEL,
    reached.DIFFERENCES,
    reached.PRESENCE,
    work.MODEL,
    referrals.MODEL,
    subject_requests.MODEL,
    transfers.MODEL,
    pairs.MODEL,
    plans.MODEL,
    plan_lines.MODEL,
    programme_rules.MODEL,
    eligibility.MODEL,
    releases.MODEL,
    double_support.MODEL,
    matching_models.MODEL,
    entitlement_documents.MODEL,
    fund_book.MODEL,
    openings.MODEL,
    imports.MODEL,
)


def models_named(name: str | None) -> tuple[ReadModel, ...]:
    """The model of that name, or all.

    Raises:
        Refused: `read_model_unknown`.
    """
    found = tuple(model for model in MODELS if name in {None, model.name})
    if not found:
        known = tuple(model.name for model in MODELS)
        raise Refused("read_model_unknown", name=name, known=known)
    return found
