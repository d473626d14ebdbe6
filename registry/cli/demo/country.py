"""A country's registry of its own: one database a country, beside that of Qena and never in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path
from uuid import UUID

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from registry.application import steering
from registry.application.command import Context
from registry.bootstrap import Registry, data_folder
from registry.cli import options
from registry.cli.demo.founding import BaseAgreement, base_agreement, enrol, open_all
from registry.cli.demo.recipe import Recipe
from registry.domain.errors import SijillError
from registry.domain.money import Currency
from registry.domain.places import PCode
from registry.projections import partner_directory
from registry.projections.reading import all_pages
from registry.settings import Settings


class Country(StrEnum):
    """What `sijill demo` can show."""

    QENA = "qena"
    QATAR = "qatar"
    KUWAIT = "kuwait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a country's registry is set up with; `umbrella` sees totals and no record.

    `a_group` is how many people a group of a centre has at most, so that nobody's number is another's.
    """

    country: Country
    place: PCode
    capital: PCode
    currency: Currency
    zone: str
    umbrella: str
    base: BaseAgreement
    a_group: int = 2_500


@dataclass(frozen=True, slots=True)
class Founded:
    partners: Mapping[str, UUID]
    programmes: Mapping[tuple[str, str], UUID]


@asynccontextmanager
async def registry_of(setting: Setting, data: Path | None) -> AsyncIterator[Registry]:
    """The country's own registry: in the folder given, else in one beside the default, and in databases so called."""
    async with options.opened(_apart(options.settings(data), setting, data)) as ready:
        yield ready


def _apart(read: Settings, setting: Setting, data: Path | None) -> Settings:
    folder = data_folder(read)
    urls = {"database_url": read.database_url, "keys_database_url": read.keys_database_url}
    named = {name: _called(url, setting.country) for name, url in urls.items() if url is not None}
    zone = read.time_zone if "time_zone" in read.model_fields_set else setting.zone
    own = folder if data is not None else folder.with_name(f"{folder.name}-{setting.country}")
    return read.model_copy(update={"data": own, "time_zone": zone, **named})


def _called(url: str, country: Country) -> str:
    """The URL of the database beside: `sijill` and `sijill_keys` become `sijill_qatar` and `sijill_keys_qatar`."""
    name = conninfo_to_dict(url).get("dbname")
    return url if name is None else make_conninfo(url, dbname=f"{name}_{country}")


async def found(
    registry: Registry, setting: Setting, recipe: Recipe, operator: Context, position: int
) -> Founded:
    """Enrol the partners, sign their agreement, open the programmes; done before, it changes nothing.

    Raises:
        SijillError: `demo_holds_another`, the registry is of other partners.
    """
    await _require_own(registry, setting, position)
    writer = registry.writer
    partners = await enrol(writer, operator, recipe.partners)
    agreed = operator.with_key("demo:agreement:base")
    terms = base_agreement(partners, setting.base, totals_for={setting.umbrella})
    await writer.submit(steering.sign_agreement(terms, agreed, writer.mint))
    programmes = await open_all(writer, operator, partners, recipe.programmes)
    return Founded(partners, programmes)


async def _require_own(registry: Registry, setting: Setting, position: int) -> None:
    async with registry.readers.connection() as connection:
        rows = await all_pages(
            partial(partner_directory.page, connection),
            lambda some: some[-1].partner,
            position=position,
        )
    if rows and all(row.code != setting.umbrella for row in rows):
        raise SijillError("demo_holds_another", country=setting.country)
