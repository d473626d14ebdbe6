"""An issuer of our own, for a registry that has no identity provider yet: development and demo.

Its tokens are verified like anybody's. Its private key is a file that its owner alone may read.
"""

from __future__ import annotations

import json
import os
import secrets
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey

from registry.domain.errors import SijillError
from registry.domain.vocabulary import Purpose, Role

LOCAL_ISSUER: Final = "urn:sijill:local-issuer"
LOCAL_AUDIENCE: Final = "urn:sijill:registry"

_PRIVATE = 0o600
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class TokenKeyTooOpen(SijillError):
    """Others may read the private key, or it is somebody else's."""

    code = "token_key_too_open"


@dataclass(frozen=True, slots=True)
class LocalIssuer:
    """Signs with ES256 (RFC 7518). It never prints its key."""

    key: ECKey = field(repr=False)
    issuer: str = LOCAL_ISSUER
    audience: str = LOCAL_AUDIENCE

    @classmethod
    def load_or_create(cls, path: Path) -> Self:
        """Read the private key at `path`; make one where there is none.

        Raises:
            TokenKeyTooOpen: the file is laxer than 0600, or not ours.
        """
        if not path.exists():
            _create(path)
        status = path.stat()
        if status.st_mode & _OTHERS or status.st_uid != os.geteuid():
            raise TokenKeyTooOpen(path=str(path))
        return cls(ECKey.import_key(json.loads(path.read_text(encoding="ascii"))))

    def mint(  # noqa: PLR0913 - the claims of a token, each by its name
        self,
        *,
        actor: UUID,
        partner: UUID,
        roles: Iterable[Role],
        purpose: Purpose,
        ttl: timedelta,
        now: datetime,
    ) -> str:
        """A bearer token for one person at one organisation, for one purpose, until `now + ttl`."""
        issued = int(now.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": self.audience,
            "sub": str(actor),
            "partner": str(partner),
            "roles": [role.value for role in roles],
            "purpose": purpose.value,
            "iat": issued,
            "nbf": issued,
            "exp": issued + int(ttl.total_seconds()),
        }
        header = {"alg": "ES256", "kid": self.key.kid, "typ": "at+jwt"}
        return jwt.encode(header, claims, self.key, algorithms=["ES256"])

    def jwks(self) -> Mapping[str, Any]:
        """The public key set (RFC 7517) that verifies what this issuer signs."""
        return {"keys": [self.key.as_dict(private=False)]}


def _create(path: Path) -> None:
    """Written whole under another name and linked, so that of two at once both read one key."""
    key = ECKey.generate_key("P-256", {"use": "sig", "alg": "ES256"}, auto_kid=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE), "w") as file:
        json.dump(key.as_dict(private=True), file)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
