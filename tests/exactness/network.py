"""Three network namespaces: a server, a client, and a router between them that can swallow whatever it is given.

Where the router has a blackholed route nothing answers and nothing is refused, as where a cable is cut far away: a
proxy that closes its sockets, or a port that nobody listens on, would tell the client at once.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

SERVER: Final = "198.51.100.1"  # of networks that are kept for examples, RFC 5737
CLIENT: Final = "203.0.113.1"
_GATES: Final = {"server": "198.51.100.2", "client": "203.0.113.2"}
_ADDRESSES: Final = {"server": SERVER, "client": CLIENT}


class NoNetwork(Exception):
    """This machine lets nobody make one; the message says why."""


@dataclass(frozen=True, slots=True)
class Network:
    name: str

    def within(self, place: str) -> list[str]:
        """What a command begins with that shall run at `server`, `client` or `router`."""
        return ["nsenter", f"--net=/run/netns/{self.name}-{place}"]

    def cut(self) -> None:
        """From here on every packet vanishes, whichever way it goes."""
        for address in _ADDRESSES.values():
            self._route("add", address)

    def mend(self) -> None:
        for address in _ADDRESSES.values():
            self._route("del", address)

    def _route(self, verb: str, address: str) -> None:
        _run([*self.within("router"), "ip", "route", verb, "blackhole", f"{address}/32"])


@contextmanager
def network() -> Iterator[Network]:
    """Make it, and take it down again.

    Raises:
        NoNetwork: it takes root, `ip` and `nsenter`, and a kernel or container that lets us.
    """
    _need()
    made = Network(f"sijill-{os.getpid()}")
    try:
        _lay(made)
        yield made
    finally:
        for place in ("server", "client", "router"):
            subprocess.run(
                ["ip", "netns", "del", f"{made.name}-{place}"], check=False, capture_output=True
            )


def _need() -> None:
    if os.geteuid() != 0:
        raise NoNetwork("network namespaces need root")
    for program in ("ip", "nsenter"):
        if shutil.which(program) is None:
            raise NoNetwork(f"no `{program}` (Debian: iproute2, util-linux)")


def _lay(made: Network) -> None:
    for place in ("router", "server", "client"):
        _run(["ip", "netns", "add", f"{made.name}-{place}"])
    for place, gate in _GATES.items():
        ends = {place: _ADDRESSES[place], "router": gate}
        far = ["peer", "name", "line", "netns", f"{made.name}-{place}"]
        _run(["ip", "link", "add", place, "netns", f"{made.name}-router", "type", "veth", *far])
        for end, address in ends.items():
            line = place if end == "router" else "line"
            _run(["ip", "-n", f"{made.name}-{end}", "address", "add", f"{address}/24", "dev", line])
            _run(["ip", "-n", f"{made.name}-{end}", "link", "set", line, "up"])
        _run(["ip", "-n", f"{made.name}-{place}", "route", "add", "default", "via", gate])
    forward = "echo 1 > /proc/sys/net/ipv4/ip_forward"
    _run([*made.within("router"), "sh", "-c", forward])


def _run(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise NoNetwork(f"{' '.join(command)}: {done.stderr.strip()}")
