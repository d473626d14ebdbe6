from __future__ import annotations

import hmac
import json
import stat
from base64 import urlsafe_b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from registry.api.authentication import CLOCK_SKEW, Authenticator, KnownTokens, Unauthenticated
from registry.api.tokens import LOCAL_AUDIENCE, LOCAL_ISSUER, LocalIssuer, TokenKeyTooOpen
from registry.domain.vocabulary import Purpose, Role

NOW = datetime(2026, 10, 5, 9, 0, 0, 500_000, tzinfo=UTC)
ACTOR = UUID("019a0000-0000-7000-8000-000000000001")
DIRECTORATE = UUID("019a0000-0000-7000-8000-0000000000aa")
HOUR = timedelta(hours=1)

Claims = dict[str, Any]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory: pytest.TempPathFactory) -> LocalIssuer:
    return LocalIssuer.load_or_create(tmp_path_factory.mktemp("issuer") / "token.key")


@pytest.fixture
def authenticator(issuer: LocalIssuer) -> Authenticator:
    return Authenticator.trusting(
        issuer.jwks(), issuer=LOCAL_ISSUER, audience=LOCAL_AUDIENCE, clock=lambda: NOW
    )


def mint(issuer: LocalIssuer, now: datetime = NOW, ttl: timedelta = HOUR) -> str:
    return issuer.mint(
        actor=ACTOR,
        partner=DIRECTORATE,
        roles=[Role.CASEWORKER, Role.DATA_OFFICER],
        purpose=Purpose.REGISTRATION,
        ttl=ttl,
        now=now,
    )


def claims(**other: object) -> Claims:
    issued = int(NOW.timestamp())
    said = {
        "iss": LOCAL_ISSUER,
        "aud": LOCAL_AUDIENCE,
        "sub": str(ACTOR),
        "partner": str(DIRECTORATE),
        "roles": ["caseworker"],
        "purpose": "registration",
        "iat": issued,
        "nbf": issued,
        "exp": issued + 3600,
    }
    return {name: value for name, value in (said | other).items() if value is not None}


def signed(issuer: LocalIssuer, said: Claims, **header: object) -> str:
    head = {"alg": "ES256", "kid": issuer.key.kid, "typ": "at+jwt"} | header
    present = {name: value for name, value in head.items() if value is not None}
    return jwt.encode(present, said, issuer.key, algorithms=["ES256"], default_type=None)


def test_a_token_says_who_asks_for_whom_in_which_roles_and_why(
    issuer: LocalIssuer, authenticator: Authenticator
) -> None:
    viewer = authenticator.viewer(f"Bearer {mint(issuer)}")
    assert viewer.actor == ACTOR
    assert viewer.partner == DIRECTORATE
    assert viewer.roles == {Role.CASEWORKER, Role.DATA_OFFICER}
    assert viewer.purpose is Purpose.REGISTRATION


def test_a_role_that_nobody_knows_is_no_right(
    issuer: LocalIssuer, authenticator: Authenticator
) -> None:
    token = signed(issuer, claims(roles=["superuser", "auditor", 7, None]))
    assert authenticator.viewer(f"bearer {token}").roles == {Role.AUDITOR}


@pytest.mark.parametrize("roles", ["caseworker", {"caseworker": True}, [["caseworker"]], None])
def test_roles_that_are_no_list_of_names_are_no_roles(
    issuer: LocalIssuer, authenticator: Authenticator, roles: object
) -> None:
    token = signed(issuer, claims(roles=roles))
    assert authenticator.viewer(f"Bearer {token}").roles == frozenset()


@pytest.mark.parametrize(
    ("code", "ttl", "age"),
    [
        ("token_expired", HOUR, HOUR + timedelta(seconds=1)),
        ("token_expired", HOUR, HOUR),
        ("token_not_yet_valid", HOUR, -timedelta(seconds=CLOCK_SKEW + 1)),
    ],
)
def test_a_token_holds_from_when_it_was_issued_until_it_expires(
    issuer: LocalIssuer, authenticator: Authenticator, code: str, ttl: timedelta, age: timedelta
) -> None:
    refuses(authenticator, mint(issuer, NOW - age, ttl), code)


def test_a_token_holds_in_its_last_second(
    issuer: LocalIssuer, authenticator: Authenticator
) -> None:
    token = mint(issuer, NOW - HOUR + timedelta(seconds=1))
    assert authenticator.viewer(f"Bearer {token}").actor == ACTOR


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("token_for_other_audience", {"aud": "urn:sijill:another"}),
        ("token_for_other_audience", {"aud": ["urn:one", "urn:two"]}),
        ("token_of_other_issuer", {"iss": "urn:sijill:somebody-else"}),
        ("token_expired", {"exp": True}),
        ("token_expired", {"exp": "tomorrow"}),
        ("token_claims_missing", {"exp": None}),
        ("token_claims_missing", {"nbf": None}),
        ("token_claims_missing", {"iat": None}),
        ("token_claims_missing", {"iss": None}),
        ("token_claims_missing", {"aud": None}),
        ("token_claims_missing", {"sub": None}),
        ("token_claims_missing", {"sub": "fatima"}),
        ("token_claims_missing", {"sub": 7}),
        ("token_claims_missing", {"partner": None}),
        ("token_claims_missing", {"partner": ["019a0000-0000-7000-8000-0000000000aa"]}),
        ("token_claims_missing", {"purpose": None}),
        ("token_claims_missing", {"purpose": "curiosity"}),
    ],
)
def test_every_claim_is_required_and_means_what_it_says(
    issuer: LocalIssuer, authenticator: Authenticator, code: str, said: Claims
) -> None:
    refuses(authenticator, signed(issuer, claims(**said)), code)


@pytest.mark.parametrize(
    "header", [{"kid": None}, {"kid": "another"}, {"typ": None}, {"typ": "dpop+jwt"}]
)
def test_a_token_names_its_key_and_says_that_it_is_one(
    issuer: LocalIssuer, authenticator: Authenticator, header: Claims
) -> None:
    refuses(authenticator, signed(issuer, claims(), **header), "token_untrusted")


def unsigned(issuer: LocalIssuer) -> str:
    header = {"alg": "none", "kid": issuer.key.kid, "typ": "at+jwt"}
    return f"{_encoded(header)}.{_encoded(claims())}."


def signed_with_the_public_key(issuer: LocalIssuer) -> str:
    header = {"alg": "HS256", "kid": issuer.key.kid, "typ": "at+jwt"}
    said = f"{_encoded(header)}.{_encoded(claims())}"
    digest = hmac.digest(issuer.key.as_pem(private=False), said.encode(), "sha256")
    return f"{said}.{urlsafe_b64encode(digest).rstrip(b'=').decode()}"


def signed_by_somebody_else(issuer: LocalIssuer) -> str:
    stranger = LocalIssuer(
        ECKey.generate_key("P-256", {"kid": str(issuer.key.kid), "use": "sig", "alg": "ES256"})
    )
    return signed(stranger, claims())


def with_its_own_key_in_the_header(issuer: LocalIssuer) -> str:
    stranger = LocalIssuer(ECKey.generate_key("P-256", auto_kid=True))
    jwk = stranger.key.as_dict(private=False)
    return signed(stranger, claims(), kid=issuer.key.kid, jwk=jwk)


def altered(issuer: LocalIssuer) -> str:
    header, _, signature = signed(issuer, claims()).split(".")
    return f"{header}.{_encoded(claims(roles=['auditor'], purpose='audit'))}.{signature}"


@pytest.mark.parametrize(
    "forge",
    [
        unsigned,
        signed_with_the_public_key,
        signed_by_somebody_else,
        with_its_own_key_in_the_header,
        altered,
    ],
)
def test_a_forged_token_is_not_trusted(
    issuer: LocalIssuer, authenticator: Authenticator, forge: Callable[[LocalIssuer], str]
) -> None:
    refuses(authenticator, forge(issuer), "token_untrusted")


@pytest.mark.parametrize("garbage", ["", "x", "a.b", "a.b.c", "فاطمة", "..", "é.é.é", "null"])
def test_garbage_is_no_token(authenticator: Authenticator, garbage: str) -> None:
    refuses(authenticator, garbage, "token_malformed")


@pytest.mark.parametrize("header", [None, "", "Basic ZmF0aW1hOng=", "Token abc"])
def test_without_a_bearer_token_nobody_is_asking(
    authenticator: Authenticator, header: str | None
) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        authenticator.viewer(header)
    assert refusal.value.code == "token_missing"


def test_a_token_that_was_good_is_verified_once_and_asked_each_time_whether_it_holds(
    issuer: LocalIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, verified, decode = [NOW], list[str](), jwt.decode

    def decoding(token: str, *given: Any, **options: Any) -> jwt.Token:
        verified.append(token)
        return decode(token, *given, **options)

    monkeypatch.setattr(jwt, "decode", decoding)
    authenticator = Authenticator.trusting(
        issuer.jwks(), issuer=LOCAL_ISSUER, audience=LOCAL_AUDIENCE, clock=lambda: now[0]
    )
    token = mint(issuer)
    viewers = {authenticator.viewer(f"Bearer {token}") for _ in range(3)}
    assert [viewer.actor for viewer in viewers] == [ACTOR]
    assert verified == [token]
    now[0] = NOW + HOUR
    refuses(authenticator, token, "token_expired")
    now[0] = NOW - timedelta(seconds=CLOCK_SKEW + 1)
    refuses(authenticator, token, "token_not_yet_valid")


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_good_token_helps_no_other_one(
    issuer: LocalIssuer, authenticator: Authenticator, part: int
) -> None:
    token = mint(issuer)
    authenticator.viewer(f"Bearer {token}")
    others = mint(issuer, ttl=2 * HOUR).split(".")
    parts = token.split(".")
    if part == 0:
        parts[0] = _encoded({"alg": "none", "kid": issuer.key.kid, "typ": "at+jwt"})
    else:
        parts[part] = others[part]
    refuses(authenticator, ".".join(parts), "token_untrusted")


def test_a_refused_token_is_refused_each_time(
    issuer: LocalIssuer, authenticator: Authenticator
) -> None:
    for _ in range(2):
        refuses(authenticator, altered(issuer), "token_untrusted")
        refuses(authenticator, signed(issuer, claims(purpose=None)), "token_claims_missing")


def test_so_many_tokens_are_remembered_by_their_digest_alone(issuer: LocalIssuer) -> None:
    authenticator = Authenticator.trusting(
        issuer.jwks(), issuer=LOCAL_ISSUER, audience=LOCAL_AUDIENCE, clock=lambda: NOW
    )
    first = mint(issuer)
    authenticator.viewer(f"Bearer {first}")
    verified = authenticator.known.find(first)
    assert verified is not None
    known = KnownTokens(most=3)
    for number in range(5):
        known.keep(f"{first}{number}", verified)
    assert [known.find(f"{first}{number}") is None for number in range(5)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert first not in repr(vars(known))


def test_the_issuers_key_is_its_owners_alone_and_stays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "token.key"
    with ThreadPoolExecutor(8) as pool:
        issuers = list(pool.map(LocalIssuer.load_or_create, [path] * 8))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len({issuer.key.kid for issuer in issuers}) == 1
    assert list(path.parent.iterdir()) == [path]


def test_a_key_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "token.key"
    LocalIssuer.load_or_create(path)
    path.chmod(0o640)
    with pytest.raises(TokenKeyTooOpen):
        LocalIssuer.load_or_create(path)


def test_neither_the_issuer_nor_its_public_keys_show_the_private_one(issuer: LocalIssuer) -> None:
    private = str(issuer.key.as_dict(private=True)["d"])
    assert private not in repr(issuer)
    assert private not in json.dumps(issuer.jwks())


def refuses(authenticator: Authenticator, token: str, code: str) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        authenticator.viewer(f"Bearer {token}")
    assert refusal.value.code == code
    assert refusal.value.__cause__ is None


def _encoded(part: Claims) -> str:
    return urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()
