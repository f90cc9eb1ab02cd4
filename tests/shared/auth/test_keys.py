"""The issuer's keys: fetched once, kept while it is away, given up when it no longer publishes them."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import msgspec
import pytest
from joserfc.jwk import ECKey

from shared.auth.keys import IssuerKeys, KeysUnavailable, read_jwks, usable_keys
from shared.auth.tokens import NotAuthenticated, TokenVerifier
from shared.ids import new_id
from tests.issuer import AUDIENCE, Issuer, new_key, public
from tests.shared.auth.given import ACCOUNT, RSA, claims, header, part


class TestTheIssuersKeys:
    async def test_are_fetched_once_for_many_tokens(self, fresh: Issuer, verifier: TokenVerifier) -> None:
        for _ in range(20):
            await verifier.verify(fresh.token(new_id()))
        assert fresh.fetches == 1

    async def test_are_fetched_again_for_a_new_key(
        self, fresh: Issuer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await verifier.verify(fresh.token(ACCOUNT))
        rotated = rotate(fresh)
        with pytest.raises(NotAuthenticated):  # asked a moment ago: not again so soon
            await verifier.verify(fresh.token(ACCOUNT, key=rotated))
        pass_time(monkeypatch, 6)
        assert (await verifier.verify(fresh.token(ACCOUNT, key=rotated))).kid == "test-key-2"
        assert fresh.fetches == 2

    async def test_are_not_fetched_for_each_of_a_thousand_forged_names(
        self, fresh: Issuer, verifier: TokenVerifier
    ) -> None:
        for number in range(1000):
            with pytest.raises(NotAuthenticated):
                await verifier.verify(f"{part(header(kid=f'k{number}'))}.{part(claims(fresh))}.{part(b'x' * 64)}")
        assert fresh.fetches == 1

    async def test_stay_usable_while_the_issuer_cannot_be_reached(
        self, fresh: Issuer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await verifier.verify(fresh.token(ACCOUNT))
        fresh.failing = True
        pass_time(monkeypatch, 3600)
        assert await verifier.verify(fresh.token(ACCOUNT))  # asks the issuer behind the scenes
        for _ in range(1000):
            if fresh.fetches == 1:
                await asyncio.sleep(0.01)
        assert fresh.fetches == 2
        with pytest.raises(KeysUnavailable):  # once it was refused, as another key is then
            await again_and_again(lambda: verifier.keys.find("another"))
        assert await verifier.verify(fresh.token(new_id()))

    async def test_stop_being_accepted_when_no_longer_published(
        self, fresh: Issuer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        token = fresh.token(ACCOUNT)
        await verifier.verify(token)
        fresh.published = [public(RSA)]
        pass_time(monkeypatch, 3600)
        with pytest.raises(NotAuthenticated):  # asks the issuer behind the scenes
            await again_and_again(lambda: verifier.verify(token))

    async def test_of_the_issuer_itself_need_not_be_fetched(self, fresh: Issuer) -> None:
        keys = IssuerKeys("http://127.0.0.1:9/jwks.json", lambda: usable_keys(fresh.published))
        account = new_id()
        assert (await TokenVerifier(fresh.url, AUDIENCE, keys).verify(fresh.token(account))).account_id == account

    async def test_of_the_issuer_itself_stand_beside_those_that_it_publishes(self, fresh: Issuer) -> None:
        newer = new_key("newer")
        verifier = TokenVerifier(fresh.url, AUDIENCE, IssuerKeys(fresh.jwks_url, lambda: usable_keys([public(newer)])))
        for key in (fresh.key, newer):
            assert await verifier.verify(fresh.token(new_id(), key=key))

    async def test_are_waited_for_as_long_as_told(self, fresh: Issuer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("shared.auth.keys.RETRY_SECONDS", 0.01)
        fresh.failing = True
        keys = IssuerKeys(fresh.jwks_url)
        await keys.wait_until_known(within_seconds=0.1)
        assert fresh.fetches > 1
        waiting = asyncio.create_task(keys.wait_until_known(within_seconds=60))
        fresh.failing = False
        await waiting
        assert await keys.find(str(fresh.key.kid)) is not None

    async def test_make_it_unavailable_not_forged_when_they_could_never_be_fetched(self, fresh: Issuer) -> None:
        verifier = TokenVerifier(fresh.url, AUDIENCE, IssuerKeys("http://127.0.0.1:9/jwks.json"))
        for _ in range(2):
            with pytest.raises(KeysUnavailable):
                await verifier.verify(fresh.token(ACCOUNT))

    async def test_make_it_unavailable_not_forged_when_a_new_one_cannot_be_fetched(
        self, fresh: Issuer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await verifier.verify(fresh.token(ACCOUNT))
        rotated = rotate(fresh)
        fresh.failing = True
        pass_time(monkeypatch, 6)
        for _ in range(2):  # asked, and asked a moment ago
            with pytest.raises(KeysUnavailable):
                await verifier.verify(fresh.token(ACCOUNT, key=rotated))
        fresh.failing = False
        pass_time(monkeypatch, 12)
        assert (await verifier.verify(fresh.token(ACCOUNT, key=rotated))).kid == "test-key-2"

    @pytest.mark.parametrize("document", [b"", b"[]", b'{"keys": 1}', b"{}", b"\xff", b" " * 300_000])
    def test_are_not_any_document(self, document: bytes) -> None:
        with pytest.raises((ValueError, msgspec.MsgspecError)):
            read_jwks(document)


def rotate(issuer: Issuer) -> ECKey:
    """A new key, published beside the old."""
    rotated = new_key("test-key-2")
    issuer.published.append(public(rotated))
    return rotated


def pass_time(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    later = time.monotonic() + seconds
    monkeypatch.setattr("shared.auth.keys.monotonic", lambda: later)


async def again_and_again(ask: Callable[[], Awaitable[object]]) -> None:
    """Until it is refused."""
    async with asyncio.timeout(10):
        while True:
            await ask()
            await asyncio.sleep(0.01)
