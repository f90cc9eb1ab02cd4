"""Access tokens: what is accepted, and every way of forging one that we could think of."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from joserfc import jws, jwt
from joserfc.jwk import ECKey

from shared.auth.tokens import CACHED_TOKENS, NotAuthenticated, TokenVerifier
from shared.ids import new_id
from tests.issuer import AUDIENCE, Issuer, new_key, public
from tests.shared.auth.given import ACCOUNT, ENCRYPTION_KEY, P384, RSA, WEAK_RSA, claims, header, part


def signed(issuer: Issuer, key: Any, **changes: Any) -> str:
    """Correctly signed by `key` with the given header."""
    made = header(**changes)
    registry = jws.JWSRegistry(algorithms=[made["alg"]], strict_check_header=False)
    return jwt.encode(made, claims(issuer), key, algorithms=[made["alg"]], registry=registry)


def hmac_with(secret: bytes, head: dict[str, Any], body: dict[str, Any]) -> str:
    signing = f"{part(head)}.{part(body)}"
    return f"{signing}.{part(hmac.new(secret, signing.encode(), hashlib.sha256).digest())}"


def signed_by_hand(key: ECKey, head: dict[str, Any], body: dict[str, Any]) -> str:
    """ES256 over whatever is given, as no library would."""
    signing = f"{part(head)}.{part(body)}"
    private = key.private_key
    assert isinstance(private, EllipticCurvePrivateKey)
    pair = decode_dss_signature(private.sign(signing.encode(), ECDSA(SHA256())))
    return f"{signing}.{part(b''.join(number.to_bytes(32, 'big') for number in pair))}"


def with_signature_of(issuer: Issuer, **changes: Any) -> str:
    """Other claims under the signature of a good token."""
    head, _, signature = issuer.token(ACCOUNT).split(".")
    return f"{head}.{part(claims(issuer, **changes))}.{signature}"


def flipped(issuer: Issuer, place: int) -> str:
    parts = issuer.token(ACCOUNT).split(".")
    parts[place] = ("B" if parts[place][0] != "B" else "C") + parts[place][1:]
    return ".".join(parts)


def pem_of(issuer: Issuer) -> bytes:
    return bytes(issuer.key.as_pem(private=False))


STRANGER = new_key("test-key-1")  # the right name, another key

FORGED: dict[str, Callable[[Issuer], str]] = {
    "empty": lambda i: "",
    "not a token": lambda i: "Bearer",
    "two parts": lambda i: i.token(ACCOUNT).rsplit(".", 1)[0],
    "four parts": lambda i: i.token(ACCOUNT) + ".x",
    "not base64": lambda i: "%%%.%%%.%%%",
    "header is no object": lambda i: f"{part([1])}.{part(claims(i))}.{part(b'x')}",
    "header is not json": lambda i: f"{part(b'{')}.{part(claims(i))}.{part(b'x')}",
    "beyond ascii": lambda i: "é.é.é",
    "lone surrogate": lambda i: "\udc80.a.b",
    "larger than any token": lambda i: i.token(ACCOUNT, padding="x" * 9000),
    "alg none": lambda i: f"{part(header(alg='none'))}.{part(claims(i))}.",
    "alg None": lambda i: f"{part(header(alg='None'))}.{part(claims(i))}.",
    "alg missing": lambda i: f"{part({'kid': 'test-key-1'})}.{part(claims(i))}.{part(b'x')}",
    "alg is no text": lambda i: f"{part(header(alg=['ES256']))}.{part(claims(i))}.{part(b'x')}",
    "HS256 by the public key in PEM": lambda i: hmac_with(pem_of(i), header(alg="HS256"), claims(i)),
    "HS256 by the published JWK": lambda i: hmac_with(
        json.dumps(i.published[0]).encode(), header(alg="HS256"), claims(i)
    ),
    "HS256 by an empty secret": lambda i: hmac_with(b"", header(alg="HS256"), claims(i)),
    "HS256 by a published symmetric key": lambda i: hmac_with(bytes(3), header(alg="HS256", kid="oct-1"), claims(i)),
    "ES384": lambda i: signed(i, P384, alg="ES384", kid="p384"),
    "ES256 named, P-384 key": lambda i: f"{part(header(kid='p384'))}.{part(claims(i))}.{part(b'x' * 64)}",
    "EdDSA": lambda i: f"{part(header(alg='EdDSA', kid='ed-1'))}.{part(claims(i))}.{part(b'x' * 64)}",
    "RS256 by a weak key": lambda i: signed(i, WEAK_RSA, alg="RS256", kid="rsa-weak"),
    "RS256 named, EC key": lambda i: f"{part(header(alg='RS256'))}.{part(claims(i))}.{part(b'x' * 256)}",
    "PS256": lambda i: signed(i, RSA, alg="PS256", kid="rsa-1"),
    "by a key meant for encryption": lambda i: signed_by_hand(ENCRYPTION_KEY, header(kid="enc-1"), claims(i)),
    "by a stranger's key of the same name": lambda i: signed(i, STRANGER),
    "by a key nobody publishes": lambda i: signed(i, new_key("elsewhere"), kid="elsewhere"),
    "by a key in its own header": lambda i: signed(i, STRANGER, jwk=public(STRANGER)),
    "by a key at an address of its own": lambda i: signed(i, STRANGER, jku="http://127.0.0.1:9/jwks"),
    "no kid": lambda i: f"{part({'alg': 'ES256'})}.{part(claims(i))}.{part(b'x' * 64)}",
    "kid is a path": lambda i: signed(i, STRANGER, kid="../../dev/null"),
    "kid is a list": lambda i: f"{part(header(kid=['test-key-1']))}.{part(claims(i))}.{part(b'x' * 64)}",
    "critical header": lambda i: signed_by_hand(i.key, header(crit=["exp"], exp=1), claims(i)),
    "unencoded payload": lambda i: f"{part(header(b64=False, crit=['b64']))}.{part(claims(i))}.{part(b'x' * 64)}",
    "typ of another use": lambda i: signed(i, i.key, typ="id+jwt"),
    "typ is no text": lambda i: f"{part(header(typ=7))}.{part(claims(i))}.{part(b'x' * 64)}",
    "no signature": lambda i: i.token(ACCOUNT).rsplit(".", 1)[0] + ".",
    "signature of zeros": lambda i: i.token(ACCOUNT).rsplit(".", 1)[0] + "." + part(bytes(64)),
    "signature changed": lambda i: flipped(i, 2),
    "payload changed": lambda i: flipped(i, 1),
    "header changed": lambda i: flipped(i, 0),
    "another account under a good signature": lambda i: with_signature_of(i, sub=str(new_id())),
    "a longer life under a good signature": lambda i: with_signature_of(i, exp=2**33),
    "payload is no object": lambda i: jws.serialize_compact(header(), b"[]", i.key),
    "payload is not json": lambda i: jws.serialize_compact(header(), b"{", i.key),
    "nested too deep": lambda i: jws.serialize_compact(header(), b"[" * 3000, i.key),
    "wrong issuer": lambda i: i.token(ACCOUNT, iss="http://evil"),
    "issuer with a slash more": lambda i: i.token(ACCOUNT, iss=i.url + "/"),
    "no issuer": lambda i: i.token(ACCOUNT, iss=None),
    "wrong audience": lambda i: i.token(ACCOUNT, aud="other"),
    "audience among others, not ours": lambda i: i.token(ACCOUNT, aud=["a", "b"]),
    "audience is no text": lambda i: i.token(ACCOUNT, aud={"veterans": True}),
    "no audience": lambda i: i.token(ACCOUNT, aud=None),
    "expired": lambda i: i.token(ACCOUNT, exp=int(time.time()) - 60),
    "no expiry": lambda i: i.token(ACCOUNT, exp=None),
    "expiry is text": lambda i: i.token(ACCOUNT, exp="9999999999"),
    "expiry is true": lambda i: i.token(ACCOUNT, exp=True),
    "expiry is infinite": lambda i: jws.serialize_compact(
        header(), json.dumps(claims(i, exp=float("inf"))).encode(), i.key
    ),
    "not yet valid": lambda i: i.token(ACCOUNT, nbf=int(time.time()) + 600),
    "issued in the future": lambda i: i.token(ACCOUNT, iat=int(time.time()) + 600),
    "no subject": lambda i: i.token(ACCOUNT, sub=None),
    "subject is no account": lambda i: i.token(ACCOUNT, sub="admin"),
    "no epoch": lambda i: i.token(ACCOUNT, epoch=None),
    "epoch is true": lambda i: i.token(ACCOUNT, epoch=True),
    "epoch is text": lambda i: i.token(ACCOUNT, epoch="1"),
    "epoch is negative": lambda i: i.token(ACCOUNT, epoch=-1),
    "epoch is later than any": lambda i: i.token(ACCOUNT, epoch=2**31 - 1),
    "session is no id": lambda i: i.token(ACCOUNT, sid="x"),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
class TestAForgedToken:
    async def test_is_refused(self, fresh: Issuer, verifier: TokenVerifier, forge: Callable[[Issuer], str]) -> None:
        with pytest.raises(NotAuthenticated):
            await verifier.verify(forge(fresh))

    async def test_is_refused_again_after_a_good_one(
        self, fresh: Issuer, verifier: TokenVerifier, forge: Callable[[Issuer], str]
    ) -> None:
        await verifier.verify(fresh.token(ACCOUNT))
        for _ in range(2):
            with pytest.raises(NotAuthenticated):
                await verifier.verify(forge(fresh))


class TestARefusedToken:
    @pytest.mark.parametrize(
        ("kind", "reason"),
        [("wrong audience", "'aud'"), ("expired", "expired"), ("no subject", "'sub'"), ("ES384", "algorithm")],
    )
    async def test_leaves_the_reason_in_the_log(
        self, fresh: Issuer, verifier: TokenVerifier, capsys: pytest.CaptureFixture[str], kind: str, reason: str
    ) -> None:
        with pytest.raises(NotAuthenticated):
            await verifier.verify(FORGED[kind](fresh))
        logged = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
        (line,) = [line for line in logged if line["event"] == "token_refused"]
        assert reason in line["reason"]


class TestAGoodToken:
    @pytest.mark.parametrize(
        "changes",
        [
            {},
            {"aud": ["other", AUDIENCE]},
            {"iat": None},
            {"nbf": int(time.time()) - 5},
            {"exp": int(time.time()) + 86_400.5},
            {"extra": {"scope": "x"}},
        ],
    )
    async def test_names_the_account(self, fresh: Issuer, verifier: TokenVerifier, changes: dict[str, Any]) -> None:
        assert (await verifier.verify(fresh.token(ACCOUNT, **changes))).account_id == ACCOUNT

    async def test_names_its_epoch_and_session(self, fresh: Issuer, verifier: TokenVerifier) -> None:
        session = new_id()
        identity = await verifier.verify(fresh.token(ACCOUNT, epoch=7, sid=str(session)))
        assert (identity.epoch, identity.session_id) == (7, session)

    async def test_may_be_signed_with_rsa(self, fresh: Issuer, verifier: TokenVerifier) -> None:
        assert (await verifier.verify(fresh.token(ACCOUNT, key=RSA))).kid == "rsa-1"

    async def test_is_verified_once_and_then_remembered(self, fresh: Issuer, verifier: TokenVerifier) -> None:
        token = fresh.token(ACCOUNT)
        assert await verifier.verify(token) is await verifier.verify(token)

    async def test_is_forgotten_when_it_expires(
        self, fresh: Issuer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token = fresh.token(ACCOUNT)
        await verifier.verify(token)
        later = time.time() + 3600
        monkeypatch.setattr(time, "time", lambda: later)
        with pytest.raises(NotAuthenticated):
            await verifier.verify(token)

    async def test_takes_no_more_memory_than_allowed(
        self, fresh: Issuer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.auth.tokens.CACHED_TOKENS", 3)
        for _ in range(10):
            await verifier.verify(fresh.token(new_id()))
        assert len(verifier._verified) == 3 < CACHED_TOKENS
