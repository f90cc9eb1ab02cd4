"""What is kept of a request cannot be tried against guesses; the secret may be replaced before it is repeated."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from shared.database.driver import autocommitting
from shared.idempotency.claim import IdempotencyKey, IdempotencyKeyReused, claim
from shared.ids import new_id
from tests.given import NOW

OLD, NEW = (b"name-one", b"secret one"), (b"name-two", b"secret two")


def key(body: bytes, *secrets: tuple[bytes, bytes]) -> IdempotencyKey:
    return IdempotencyKey("once", IdempotencyKey.of("once", body).digest, dict(secrets))


class TestARepeatedRequest:
    @pytest.mark.parametrize("secrets", [(OLD,), (NEW, OLD), (NEW,)])
    async def test_is_known_whatever_became_of_the_secret(
        self, kernel_engine: AsyncEngine, secrets: tuple[tuple[bytes, bytes], ...]
    ) -> None:
        account = new_id()
        async with autocommitting(kernel_engine).connect() as connection:
            first = await claim(connection, key(b"body", OLD), account_id=account, action="x", now=NOW)
            again = await claim(connection, key(b"body", *secrets), account_id=account, action="x", now=NOW)
        assert (first is None, again is None) == (True, False)

    @pytest.mark.parametrize("secrets", [(OLD,), (NEW, OLD)])
    async def test_is_told_from_another_while_the_secret_is_there(
        self, kernel_engine: AsyncEngine, secrets: tuple[tuple[bytes, bytes], ...]
    ) -> None:
        account = new_id()
        async with autocommitting(kernel_engine).connect() as connection:
            await claim(connection, key(b"body", OLD), account_id=account, action="x", now=NOW)
            with pytest.raises(IdempotencyKeyReused):
                await claim(connection, key(b"other", *secrets), account_id=account, action="x", now=NOW)

    def test_keeps_the_name_of_the_secret_and_nothing_that_can_be_computed_without_it(self) -> None:
        plain, keyed = key(b"body"), key(b"body", NEW, OLD)
        assert [each[:8] for each in keyed.fingerprints()] == [b"name-two", b"name-one"]
        assert plain.digest() not in b"".join(keyed.fingerprints())
        assert "secret" not in repr(keyed)
