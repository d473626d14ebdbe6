"""Who is asking: a bearer token, verified locally, becomes a `Viewer`. There is no way around it.

A role that the registry does not know is no right; the purpose comes from the token alone.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

from joserfc import jwt
from joserfc.errors import (
    ClaimError,
    DecodeError,
    ExpiredTokenError,
    InvalidPayloadError,
    JoseError,
    MissingClaimError,
)
from joserfc.jwk import GuestProtocol, Key, KeySet
from joserfc.jwt import JWTClaimsRegistry

from registry.domain.envelope import Actor
from registry.domain.errors import SijillError
from registry.domain.vocabulary import Purpose, Role
from registry.privacy.policy import Viewer

ALGORITHMS: Final = ("ES256",)
TOKEN_TYPES: Final = frozenset({"at+jwt", "JWT"})
"""RFC 9068's access token, and what common identity providers write in its place."""

CLOCK_SKEW: Final = 5
"""Seconds by which another machine's clock may run ahead. No token outlives its `exp` by any."""

MOST_TOKENS: Final = 4_096
"""Tokens whose good signature is remembered; the one that was not shown for longest goes first."""


class Unauthenticated(SijillError):
    """Nobody the registry knows is asking. The code says what is wrong with the token."""

    code = "token_missing"


@dataclass(frozen=True, slots=True)
class Verified:
    """What a token said whose signature was found good. Whether it holds is asked at every request."""

    claims: Mapping[str, Any]
    viewer: Viewer


class KnownTokens:
    """Good signatures, so that each is verified once and not at every request: by the digest of the whole token.

    A change of any letter is another digest, and no token is kept. The key set is that of one authenticator.
    """

    def __init__(self, most: int = MOST_TOKENS) -> None:
        self._most = most
        self._kept: OrderedDict[bytes, Verified] = OrderedDict()

    def find(self, token: str) -> Verified | None:
        digest = _digest(token)
        found = self._kept.get(digest)
        if found is not None:
            self._kept.move_to_end(digest)
        return found

    def keep(self, token: str, verified: Verified) -> None:
        self._kept[_digest(token)] = verified
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


@dataclass(frozen=True, slots=True)
class Authenticator:
    """Verifies tokens of one issuer for one audience; a token names the key it is signed with."""

    keys: Mapping[str, Key]
    issuer: str
    audience: str
    clock: Callable[[], datetime]
    known: KnownTokens = field(default_factory=KnownTokens, repr=False, compare=False)

    @classmethod
    def trusting(
        cls,
        jwks: Mapping[str, Any],
        *,
        issuer: str,
        audience: str,
        clock: Callable[[], datetime],
    ) -> Self:
        """Trust the public keys of a key set (RFC 7517); those without a `kid` are left out."""
        listed = KeySet.import_key_set({"keys": list(jwks["keys"])})
        keys = {str(key.kid): key for key in listed if "kid" in key.dict_value}
        return cls(keys=keys, issuer=issuer, audience=audience, clock=clock)

    def viewer(self, authorization: str | None) -> Viewer:
        """Who sent this `Authorization` header.

        Raises:
            Unauthenticated: `token_missing`, `token_malformed`, `token_untrusted`,
                `token_expired`, `token_not_yet_valid`, `token_of_other_issuer`,
                `token_for_other_audience`, `token_claims_missing`.
        """
        token = _bearer(authorization)
        known = self.known.find(token)
        if known is not None:
            self._check_claims(known.claims)
            return known.viewer
        claims = self._verified(token)
        viewer = _viewer_of(claims)
        self.known.keep(token, Verified(claims, viewer))
        return viewer

    def _verified(self, token: str) -> Mapping[str, Any]:
        try:
            decoded = jwt.decode(token, self._key, algorithms=list(ALGORITHMS))
        except (DecodeError, InvalidPayloadError):
            raise Unauthenticated("token_malformed") from None
        except (JoseError, ValueError, TypeError, KeyError):
            raise Unauthenticated("token_untrusted") from None
        if decoded.header.get("typ") not in TOKEN_TYPES:
            raise Unauthenticated("token_untrusted")
        self._check_claims(decoded.claims)
        return decoded.claims

    def _key(self, token: GuestProtocol) -> Key:
        key = self.keys.get(str(token.headers().get("kid")))
        if key is None:
            raise Unauthenticated("token_untrusted")
        return key

    def _check_claims(self, claims: Mapping[str, Any]) -> None:
        now = int(self.clock().timestamp())
        skewed = JWTClaimsRegistry(
            now=now,
            leeway=CLOCK_SKEW,
            iss={"essential": True, "value": self.issuer},
            aud={"essential": True, "value": self.audience},
            exp={"essential": True},
            nbf={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        try:
            JWTClaimsRegistry(now=now, exp={"essential": True}).validate({"exp": claims.get("exp")})
            skewed.validate(dict(claims))
        except ExpiredTokenError:
            raise Unauthenticated("token_expired") from None
        except MissingClaimError:
            raise Unauthenticated("token_claims_missing") from None
        except ClaimError as error:
            raise Unauthenticated(_CODES.get(error.claim, "token_claims_missing")) from None


_CODES = {
    "exp": "token_expired",
    "nbf": "token_not_yet_valid",
    "iat": "token_not_yet_valid",
    "iss": "token_of_other_issuer",
    "aud": "token_for_other_audience",
}


def _bearer(authorization: str | None) -> str:
    if authorization is None:
        raise Unauthenticated("token_missing")
    scheme, _, token = authorization.strip().partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated("token_missing")
    return token.strip()


def _viewer_of(claims: Mapping[str, Any]) -> Viewer:
    roles = claims.get("roles")
    try:
        return Viewer(
            actor=Actor(UUID(claims["sub"])),
            partner=UUID(claims["partner"]),
            roles=frozenset(Role(role) for role in _strings(roles) if role in _ROLES),
            purpose=Purpose(claims["purpose"]),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise Unauthenticated("token_claims_missing") from None


_ROLES = frozenset(role.value for role in Role)


def _strings(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
