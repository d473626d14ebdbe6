"""`sijill migrate`: both databases to this release's schema."""

from __future__ import annotations

from registry.bootstrap import databases
from registry.cli import options, output
from registry.eventlog import migrate as migrations


def migrate(data: options.Data = None, json: options.Json = False) -> None:
    """Create or bring up to date the log, the keys and their grants. / أنشئ قواعد البيانات أو حدّثها."""
    with databases(options.settings(data)) as where:
        applied = migrations.migrate(where.log_url, where.keys_url)
    if json:
        output.as_json({"applied": applied})
        return
    for name in applied:
        output.line(name)
    output.talk("migrated" if applied else "migrated_already", count=len(applied))
