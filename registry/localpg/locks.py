import fcntl
import os
from pathlib import Path
from types import TracebackType
from typing import Self


class FileLock:
    """An advisory lock on a file, for processes that may die at any moment.

    The kernel holds it for the open file, not for a process: it falls when the last process that
    has the file open is gone, by kill -9 too, and a child that inherits the descriptor holds it on.
    """

    def __init__(self, path: Path) -> None:
        self.descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def exclusive(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def shared(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        try:
            fcntl.flock(self.descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Let go of our descriptor; a child that inherited it goes on holding the lock."""
        os.close(self.descriptor)

    def release(self) -> None:
        """Give the lock back for good, whoever else has inherited it."""
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()
