"""What an access token says, and which keys may sign one."""

import base64
import json
from datetime import UTC, datetime
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey

from services.registry.tokens.domain import TokenTerms, issue_token
from shared.auth.signing import SigningKey

ACCOUNT_ID = UUID("01968b7e-0000-7000-8000-000000000001")
SESSION_ID = UUID("01968b7e-0000-7000-8000-000000000002")
AT = datetime(2019, 4, 30, 8, 0, tzinfo=UTC)
TERMS = TokenTerms("https://registry.example", "veterans", 3600)


def token_of(key: SigningKey) -> str:
    return issue_token(key, TERMS, ACCOUNT_ID, epoch=3, session_id=SESSION_ID, at=AT)


def given_pem(key: ECKey | RSAKey) -> str:
    return key.as_pem(private=True).decode()


def given_signing_key() -> SigningKey:
    return SigningKey.from_pem(given_pem(ECKey.generate_key("P-256")))


class TestAToken:
    def test_is_verified_by_the_published_key(self) -> None:
        key = given_signing_key()
        published = KeySet([ECKey.import_key(key.public)])
        token = jwt.decode(token_of(key), published, algorithms=["ES256"])
        assert token.header == {"alg": "ES256", "kid": key.key_id, "typ": "at+jwt"}
        said = {name: token.claims[name] for name in ("iss", "aud", "sub", "iat", "exp", "sid", "epoch")}
        assert said == {
            "iss": "https://registry.example",
            "aud": "veterans",
            "sub": str(ACCOUNT_ID),
            "iat": int(AT.timestamp()),
            "exp": int(AT.timestamp()) + 3600,
            "sid": str(SESSION_ID),
            "epoch": 3,
        }

    def test_says_nothing_about_rights_or_names(self) -> None:
        payload = token_of(given_signing_key()).split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        assert claims.keys() == {"iss", "aud", "sub", "iat", "exp", "jti", "sid", "epoch"}

    def test_is_another_one_each_time(self) -> None:
        key = given_signing_key()
        assert token_of(key) != token_of(key)

    @pytest.mark.parametrize(("multi_factor", "said"), [(True, ["mfa"]), (False, None)])
    def test_says_whether_its_session_began_with_a_second_factor(self, multi_factor: bool, said: object) -> None:
        key = given_signing_key()
        token = issue_token(
            key, TERMS, ACCOUNT_ID, epoch=3, session_id=SESSION_ID, at=AT, multi_factor=multi_factor
        )  # fmt: skip
        published = KeySet([ECKey.import_key(key.public)])
        assert jwt.decode(token, published, algorithms=["ES256"]).claims.get("amr") == said


class TestASigningKey:
    def test_publishes_only_its_public_half(self) -> None:
        published = given_signing_key().public
        assert published.keys() == {"kty", "crv", "x", "y", "kid", "use", "alg"}

    def test_is_named_after_itself(self) -> None:
        pem = given_pem(ECKey.generate_key("P-256"))
        assert SigningKey.from_pem(pem).key_id == SigningKey.from_pem(pem).key_id != given_signing_key().key_id

    @pytest.mark.parametrize(
        "pem",
        [
            "",
            "no key",
            given_pem(ECKey.generate_key("P-384")),
            given_pem(RSAKey.generate_key(2048)),
            ECKey.generate_key("P-256").as_pem(private=False).decode(),
        ],
        ids=["empty", "text", "other curve", "rsa", "public half"],
    )
    def test_is_refused_without_repeating_it(self, pem: str) -> None:
        with pytest.raises(ValueError, match="it is not") as refused:
            SigningKey.from_pem(pem)
        assert not pem or pem not in str(refused.value)

    def test_hides_the_key_when_printed(self) -> None:
        assert "private" not in repr(given_signing_key()).lower()
        assert "ECKey" not in repr(given_signing_key())
