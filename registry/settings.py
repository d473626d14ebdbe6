"""Every setting, read from the environment (`SIJILL_…`). The command line's options go before it."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from registry.application.four_eyes import ABOVE, CASE_DAYS, Adjudication


class Settings(BaseSettings):
    """All have a default that works on one machine; docs/operations.md says when to change one."""

    model_config = SettingsConfigDict(env_prefix="SIJILL_")

    data: Path | None = Field(
        default=None,
        description="Data folder: embedded PostgreSQL, root key, issuer's key. Default: one per home and user.",
    )
    database_url: str | None = Field(
        default=None, description="The log's database. Default: the embedded PostgreSQL."
    )
    keys_database_url: str | None = Field(
        default=None,
        description="The keys' database. Default: `<name>_keys` on the server of the log's database.",
    )
    root_key_file: Path | None = Field(
        default=None,
        description="The root key, mode 0600, outside PostgreSQL. Default: `root.key` in the data folder.",
    )
    time_zone: str = Field(
        default="Africa/Cairo", description="Where a day ends, for `asOf` dates and agreements."
    )
    waiting_commands: int = Field(
        default=1_000,
        ge=1,
        description="Commands of one process that may wait to be recorded; the next one hears that it is busy.",
    )
    searches_per_hour: int = Field(
        default=10_000,
        ge=1,
        description="People that one person may look for within an hour, alone or in lists.",
    )
    searches_per_hour_of_partner: int = Field(
        default=50_000, ge=1, description="The same of everybody of one partner together."
    )
    plan_rows_per_hour: int = Field(
        default=300_000,
        ge=1,
        description="People that rows of plans name and that may be looked for within an hour, by one person or by"
        " everybody of a partner; they are counted apart.",
    )
    matching: Literal["here", "elsewhere"] = Field(
        default="here",
        description="Whether `serve` and the commands match whom they record, and judge again."
        " `elsewhere`: `match follow` and `eligibility follow` alone do.",
    )
    four_eyes_above: str = Field(
        default=ABOVE,
        description="What one person may decide about alone where a duplicate holds up a plan, by currency."
        " Of a currency that is not named, nothing.",
    )
    case_days: int = Field(
        default=CASE_DAYS,
        ge=1,
        description="Days within which a duplicate is to be decided that holds up no plan.",
    )
    host: str = Field(default="127.0.0.1", description="Address that `serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `serve` listens on.")

    @field_validator("four_eyes_above")
    @classmethod
    def _names_amounts(cls, above: str) -> str:
        Adjudication.read(above)
        return above

    @property
    def adjudication(self) -> Adjudication:
        return Adjudication.read(self.four_eyes_above, self.case_days)
