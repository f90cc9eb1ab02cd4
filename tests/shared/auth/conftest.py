"""An issuer that a test may change, and who verifies its tokens."""

from collections.abc import Iterator

import pytest

from shared.auth.keys import IssuerKeys
from shared.auth.tokens import TokenVerifier
from tests.issuer import AUDIENCE, Issuer, public
from tests.shared.auth.given import ED25519, ENCRYPTION_KEY, P384, RSA, WEAK_RSA


@pytest.fixture
def fresh() -> Iterator[Issuer]:
    """An issuer that this test may change."""
    issuer = Issuer()
    issuer.published += [public(RSA), public(WEAK_RSA), public(ENCRYPTION_KEY), dict(P384.as_dict(private=False))]
    issuer.published += [dict(ED25519.as_dict(private=False)), {"kty": "oct", "kid": "oct-1", "k": "AAAA"}, {"kty": 1}]
    issuer.start()
    yield issuer
    issuer.stop()


@pytest.fixture
def verifier(fresh: Issuer) -> TokenVerifier:
    return TokenVerifier(fresh.url, AUDIENCE, IssuerKeys(fresh.jwks_url))
