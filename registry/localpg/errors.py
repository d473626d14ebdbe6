from typing import Literal

Code = Literal["localpg_failed", "localpg_no_binaries", "localpg_no_user", "localpg_other_version"]

ELSEWHERE = "point SIJILL_DATABASE_URL at a PostgreSQL that runs already"


class LocalPostgresError(Exception):
    """PostgreSQL cannot be had here.

    `code` is public and stable; the message, `hint` and `log`, the end of the server's own log,
    are for whoever mends it.
    """

    def __init__(self, code: Code, message: str, *, hint: str, log: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.hint = hint
        self.log = log
        self.add_note(f"hint: {hint}")
        if log:
            self.add_note(log)
