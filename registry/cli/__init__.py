"""The command `sijill`: one module a command. Data goes to stdout, talk to stderr.

Exit codes: 0 done, 1 refused or something found, 2 usage, 130 interrupted.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line; whatever goes wrong is said in both languages."""
    try:
        # Imported here, since it takes a moment in which Ctrl-C is as quiet as later.
        from registry.cli.kept import kept  # noqa: PLC0415

        with kept():
            from registry.cli import faults  # noqa: PLC0415
            from registry.cli.app import app  # noqa: PLC0415

        faults.speak_quietly()
        faults.unwind_on_sigterm()
        try:
            app()
        except SystemExit as end:
            faults.explain_usage(end)
            raise
        except Exception as problem:  # noqa: BLE001 - the last place to say what happened
            sys.exit(faults.explain(problem))
        finally:
            faults.flush()
    except KeyboardInterrupt:
        sys.exit(130)
