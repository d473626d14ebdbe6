"""All checks, one after another, whatever any of them says; then what they found."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from registry.bootstrap import Databases, databases
from registry.cli import options, output
from registry.cli.doctor import keys, machine, matching, read_models, servers
from registry.cli.doctor.finding import Finding, State, examined, fine, warning, wrong
from registry.domain.errors import SijillError
from registry.eventlog import migrate as migrations
from registry.settings import Settings
from registry.texts import label, say


def doctor(data: options.Data = None, json: options.Json = False) -> None:
    """Say what is wrong and how to mend it; change nothing. / افحص السجل وقل ما به وكيف يُصلح دون تغيير شيء."""
    findings = list(examination(data))
    ailing = any(one.state is State.WRONG for one in findings)
    if json:
        output.as_json({"ok": not ailing, "checks": [one.to_json() for one in findings]})
    else:
        for one in findings:
            _show(one)
    output.talk("doctor_ailing" if ailing else "doctor_sound")
    if ailing:
        sys.exit(output.REFUSED)


def examination(data: Path | None) -> Iterator[Finding]:
    settings, unfit = _settings(data)
    yield from unfit
    yield from examined("python", machine.python)
    yield from examined("environment", machine.environment)
    yield from examined("time_zone", partial(machine.time_zone, settings))
    yield from examined("postgresql", partial(machine.programs, settings))
    yield from examined("data_folder", partial(machine.folder, settings))
    yield from examined("databases", partial(_databases, settings))
    yield from examined("port", partial(machine.port, settings))


def _settings(data: Path | None) -> tuple[Settings, list[Finding]]:
    """The settings; in the place of one that cannot be read, its default."""
    try:
        return options.settings(data), [fine("settings", "doctor_settings")]
    except SijillError as problem:
        return options.readable_settings(data), [wrong("settings", problem.code, **problem.details)]


def _databases(settings: Settings) -> Iterator[Finding]:
    if settings.database_url is None and not machine.has_cluster(settings):
        yield warning("databases", "doctor_no_register")
        yield from examined("root_key", partial(keys.root_key, settings, None))
        return
    with databases(settings) as where:
        yield from _of_databases(settings, where)


def _of_databases(settings: Settings, where: Databases) -> Iterator[Finding]:
    log = examined(servers.LOG, partial(servers.reach, servers.LOG, where.log_url))
    log_reached = _sound(log)
    yield from log
    keys_reached = False
    if not (log_reached and _only_follows(where)):  # to whoever only follows the keys are closed
        held = examined(servers.KEYS, partial(servers.reach, servers.KEYS, where.keys_url))
        keys_reached = _sound(held)
        yield from held
    reached: dict[str, Sequence[migrations.Part]] = {}
    if log_reached:
        reached[where.log_url] = migrations.LOG_PARTS
    if keys_reached:
        reached[where.keys_url] = migrations.KEYS_PARTS
    schema = examined("migrations", partial(servers.schema, reached))
    migrated = _sound(schema)
    if reached:
        yield from schema
    if log_reached:
        yield from examined("roles", partial(servers.roles, where.log_url, list(reached)))
        yield from examined("clock", partial(servers.clock, where))
    if keys_reached:
        yield from examined("root_key", partial(keys.root_key, settings, where))
    if log_reached and keys_reached and migrated:
        yield from examined("keys", partial(keys.keys, settings, where))
    if log_reached and migrated:
        yield from examined("read_models", partial(read_models.read_models, where))
        yield from examined("matching", partial(matching.matching, where))


def _sound(findings: list[Finding]) -> bool:
    return not any(one.state is State.WRONG for one in findings)


def _only_follows(where: Databases) -> bool:
    return servers.may_take(where.log_url) == servers.ACTS["follow"]


def _show(one: Finding) -> None:
    state = f"{one.state.value:<8}"
    check = f"{label('doctor_check', one.check, 'en')} / {label('doctor_check', one.check, 'ar')}"
    output.line(f"{state} {check}")
    for language in ("en", "ar"):
        output.line(f"{'':8} {one.found(language)}")
        if (mend := one.mend(language)) is not None:
            output.line(f"{'':8} {say('doctor_mend', language)} {mend}")
