"""PostgreSQL of our own, from the binaries of a wheel: no server to set up.

`start(folder)` makes the cluster when there is none, starts it or attaches to the one that runs
already, and hands out addresses for it. The last user to leave stops the server.

`folder`    what lives in a data folder, and which folders are refused
`account`   whom the server runs as, since PostgreSQL refuses root
`binaries`  where PostgreSQL is found
`locks`     locks that a kill -9 gives back
`cluster`   initdb, launch, ready, halt
`server`    the users of a cluster: attach and leave
"""

from registry.localpg.binaries import find_binaries, system_binaries
from registry.localpg.errors import LocalPostgresError
from registry.localpg.folder import default_data_folder
from registry.localpg.server import Server, start

__all__ = [
    "LocalPostgresError",
    "Server",
    "default_data_folder",
    "find_binaries",
    "start",
    "system_binaries",
]
