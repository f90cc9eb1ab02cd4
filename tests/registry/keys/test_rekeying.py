"""Files of persons brought under another master key and another search key, by number and by name."""

import asyncio
import base64
from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.imports.commands.rekeying import FILE_KEYS
from services.registry.settings import Registrar
from services.registry.veterans.commands.enrolment import find_registered
from services.registry.veterans.commands.rekeying import DATA_KEYS, NAMES, NUMBERS
from services.registry.veterans.commands.sealing import number_hashes
from services.registry.veterans.commands.search import search_by_name
from services.registry.veterans.domain.name_terms import sought_name
from services.registry.veterans.domain.registration import AlreadyRegistered
from services.registry.veterans.queries.disclosed import reveal
from shared.database.driver import autocommitting
from shared.privacy.keyring import Keyring, Keys, SearchHashes, UnusableKey
from shared.privacy.personal import IdNumber, Personal
from shared.rotation import rekey
from tests.races import race
from tests.registry.given import CENTRE_CODE, KEYRING, audited, given_network, given_work
from tests.registry.imports.files import given_import, people, progress, work_off
from tests.registry.persons import OTHER_ROOM, ROOM, given_number, given_veteran
from tests.registry.recipients.given import ending, given_recipient


def key(letter: str) -> SecretStr:
    return SecretStr(base64.b64encode(letter.encode() * 32).decode())


M1, M2, A, B = key("1"), key("2"), key("a"), key("b")


def ring(master: Sequence[SecretStr] = (M1,), a: SecretStr | None = A, b: SecretStr | None = None) -> Keyring:
    return Keyring(Keys(master, (a, b)))


def registrar(keyring: Keyring) -> Registrar:
    return Registrar(keyring, CENTRE_CODE, synthetic_ids_allowed=True)


async def hashes(engine: AsyncEngine) -> list[tuple[bool, bool]]:
    """Which of both columns each person has."""
    statement = "SELECT id_number_hash_a IS NOT NULL, id_number_hash_b IS NOT NULL FROM person ORDER BY person_id"
    async with engine.connect() as connection:
        return [(row[0], row[1]) for row in await connection.execute(text(statement))]


async def is_found(engine: AsyncEngine, keyring: Keyring, number: str) -> bool:
    async with autocommitting(engine).connect() as connection:
        return bool(await find_registered(connection, [number_hashes(keyring, IdNumber(number))]))


async def are_named(engine: AsyncEngine, keyring: Keyring, name: str) -> int:
    """How many are found by a name."""
    page = await search_by_name(
        given_work(engine), sought_name(Personal(name)), None, None, 50, view=tuple, keyring=keyring, most_an_hour=99
    )
    return len(page.items)


async def tokens(engine: AsyncEngine) -> dict[str, int]:
    """How many there are under each key."""
    statement = "SELECT search_key, count(*) FROM name_token GROUP BY search_key"
    async with engine.connect() as connection:
        return {row[0]: row[1] for row in await connection.execute(text(statement))}


async def name_of(engine: AsyncEngine, keyring: Keyring, veteran_id: Any) -> str:
    async with engine.connect() as connection:
        caller = given_work(engine).caller
        return (await reveal(connection, veteran_id, ["name"], keyring=keyring, caller=caller))["name"].reveal()


class TestAnotherMasterKey:
    async def test_opens_everybodys_file_after_chunks_of_which_each_is_audited(
        self, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("shared.rotation.rekeying.CHUNK_ROWS", 2)
        await given_network(registry_engine)
        ids = [
            await given_veteran(registry_engine, registrar=registrar(ring()), id_number=given_number(n))
            for n in range(5)
        ]
        assert await rekey(given_work(registry_engine), ring([M2, M1]), DATA_KEYS) == 5
        assert {await name_of(registry_engine, ring([M2]), each) for each in ids} == {"张伟"}
        with pytest.raises(UnusableKey):
            await name_of(registry_engine, ring([M1]), ids[0])
        assert [result for _, result in await audited(registry_engine, "rekey")] == ["done"] * 4

    async def test_changes_nothing_when_it_comes_again(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registrar=registrar(ring()))
        assert await rekey(given_work(registry_engine), ring([M2, M1]), DATA_KEYS) == 1
        assert await rekey(given_work(registry_engine), ring([M2, M1]), DATA_KEYS) == 0

    async def test_opens_a_file_that_waits_to_be_judged(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        import_id = await given_import(registry_engine, people(3), keyring=ring())
        assert await rekey(given_work(registry_engine), ring([M2, M1]), FILE_KEYS) == 1
        await work_off(registry_engine, registrar(ring([M2])))
        assert (await progress(registry_engine, import_id))["accepted_count"] == 3


class TestAnotherSearchKey:
    async def test_finds_everybody_once_the_column_is_filled(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        numbers = [given_number(n) for n in range(3)]
        for number in numbers:
            await given_veteran(registry_engine, registrar=registrar(ring()), id_number=number)
        both, after = ring(b=B), ring(a=None, b=B)
        assert await rekey(given_work(registry_engine), both, NUMBERS) == 3
        assert await hashes(registry_engine) == [(True, True)] * 3
        for keyring in (ring(), both, after):
            assert [await is_found(registry_engine, keyring, number) for number in numbers] == [True] * 3
        assert await rekey(given_work(registry_engine), after, NUMBERS) == 3
        assert await hashes(registry_engine) == [(False, True)] * 3
        assert [await is_found(registry_engine, after, number) for number in numbers] == [True] * 3

    async def test_finds_everybody_again_in_a_database_of_before_the_key_was_replaced(
        self, registry_engine: AsyncEngine
    ) -> None:
        """As after a restore: what stands in the column is of a key that is gone, and another has the column."""
        await given_network(registry_engine)
        await given_veteran(registry_engine, registrar=registrar(ring(a=key("z"))), id_number=given_number(1))
        assert not await is_found(registry_engine, ring(), given_number(1))
        for each in (NUMBERS, NAMES):
            await rekey(given_work(registry_engine), ring(b=B), each)
        assert await is_found(registry_engine, ring(a=None, b=B), given_number(1))
        assert await are_named(registry_engine, ring(a=None, b=B), "张伟") == 1

    async def test_finds_everybody_in_a_database_of_before_the_key_was_replaced_twice(
        self, registry_engine: AsyncEngine
    ) -> None:
        """The column has a key again, and what stands in it is of another: its name says so."""
        await given_network(registry_engine)
        old, now = ring(a=key("z")), ring()
        for n in range(3):
            await given_veteran(registry_engine, registrar=registrar(old), id_number=given_number(n))
        for each in (NUMBERS, NAMES):
            await rekey(given_work(registry_engine), old, each)
            assert each.is_due is not None
            async with registry_engine.connect() as connection:
                assert [await each.is_due(connection, keyring) for keyring in (old, now)] == [False, True]
            assert await rekey(given_work(registry_engine), now, each) == 3
            async with registry_engine.connect() as connection:
                assert [await each.is_due(connection, keyring) for keyring in (old, now)] == [True, False]
        assert [await is_found(registry_engine, now, given_number(n)) for n in range(3)] == [True] * 3
        assert await are_named(registry_engine, now, "张伟") == 3

    async def test_is_due_still_when_it_was_cut_off_on_its_way(
        self, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.registry.veterans.commands.rekeying.CHUNK_ROWS", 2)
        await given_network(registry_engine)
        for n in range(3):
            await given_veteran(registry_engine, registrar=registrar(ring(a=key("z"))), id_number=given_number(n))
        done = iter(range(2))

        def cut_off(keyring: Keyring, number: Personal) -> SearchHashes:
            next(done)
            return number_hashes(keyring, number)

        with monkeypatch.context() as cut:
            cut.setattr("services.registry.veterans.commands.rekeying.number_hashes", cut_off)
            with pytest.raises(RuntimeError):  # of StopIteration in a coroutine
                await rekey(given_work(registry_engine), ring(), NUMBERS)
        async with registry_engine.connect() as connection:
            assert NUMBERS.is_due is not None
            assert await NUMBERS.is_due(connection, ring())
        assert await rekey(given_work(registry_engine), ring(), NUMBERS) == 3

    async def test_finds_nobody_whose_number_was_freed(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        person_id = await given_recipient(registry_engine, registrar=registrar(ring()))
        await ending(given_work(registry_engine), person_id, "recorded-in-error", keyring=ring())
        assert await rekey(given_work(registry_engine), ring(b=B), NUMBERS) == 0
        assert await hashes(registry_engine) == [(False, False)]

    @pytest.mark.parametrize(("first", "second"), [("before", "both"), ("both", "before"), ("both", "after")])
    async def test_lets_nobody_in_twice_while_processes_know_different_ones(
        self, registry_engine: AsyncEngine, first: str, second: str
    ) -> None:
        """R1."""
        rings = {"before": ring(), "both": ring(b=B), "after": ring(a=None, b=B)}
        await given_network(registry_engine)
        await given_veteran(registry_engine, registrar=registrar(rings[first]), org_code=ROOM)
        with pytest.raises(AlreadyRegistered):
            await given_veteran(registry_engine, registrar=registrar(rings[second]), org_code=OTHER_ROOM)

    async def test_lets_one_of_twenty_at_once_in_while_half_of_them_know_both(
        self, registry_engine: AsyncEngine
    ) -> None:
        """R1."""
        await given_network(registry_engine)
        known = (registrar(ring()), registrar(ring(b=B)))
        attempts = [given_veteran(registry_engine, registrar=known[n % 2]) for n in range(20)]
        answers = await race(registry_engine, "person", attempts)
        assert sum(not isinstance(answer, Exception) for answer in answers) == 1
        assert sum(isinstance(answer, AlreadyRegistered) for answer in answers) == 19

    async def test_goes_on_while_people_are_registered(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        for n in range(5):
            await given_veteran(registry_engine, registrar=registrar(ring()), id_number=given_number(n))
        both = ring(b=B)
        more = [
            given_veteran(registry_engine, registrar=registrar(both), id_number=given_number(n)) for n in range(5, 10)
        ]
        await asyncio.gather(rekey(given_work(registry_engine), both, NUMBERS), *more)
        assert await hashes(registry_engine) == [(True, True)] * 10

    async def test_leaves_nothing_by_which_an_erased_person_could_be_found(self, registry_engine: AsyncEngine) -> None:
        await given_network(registry_engine)
        await given_veteran(registry_engine, registrar=registrar(ring()))
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM data_key"))
        await rekey(given_work(registry_engine), ring(b=B), NUMBERS)
        assert await hashes(registry_engine) == [(False, False)]

    async def test_finds_everybody_by_name_under_either_and_leaves_nothing_of_the_old_one(
        self, registry_engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("services.registry.veterans.commands.rekeying.CHUNK_ROWS", 2)
        await given_network(registry_engine)
        for n in range(3):
            await given_veteran(registry_engine, registrar=registrar(ring()), id_number=given_number(n))
        both, after = ring(b=B), ring(a=None, b=B)
        await given_veteran(registry_engine, registrar=registrar(both), id_number=given_number(3))
        assert [await are_named(registry_engine, each, "张伟") for each in (ring(), both, after)] == [4, 4, 1]
        assert await rekey(given_work(registry_engine), both, NAMES) == 4
        assert [await are_named(registry_engine, each, "张伟") for each in (ring(), both, after)] == [4, 4, 4]
        assert await tokens(registry_engine) == {"a": 16, "b": 16}
        assert await rekey(given_work(registry_engine), after, NAMES) == 4
        assert await tokens(registry_engine) == {"b": 16}
        assert await rekey(given_work(registry_engine), after, NAMES) == 0
        assert await are_named(registry_engine, after, "zw") == 4

    async def test_makes_tokens_for_files_of_before_there_were_any_but_of_the_erased(
        self, registry_engine: AsyncEngine
    ) -> None:
        await given_network(registry_engine)
        kept, erased = [await given_veteran(registry_engine, id_number=given_number(n)) for n in range(2)]
        async with registry_engine.begin() as connection:
            await connection.execute(text("DELETE FROM name_token"))
            await connection.execute(text("DELETE FROM data_key WHERE person_id = :id"), {"id": erased})
        assert await rekey(given_work(registry_engine), KEYRING, NAMES) == 1
        async with registry_engine.connect() as connection:
            owners = (await connection.execute(text("SELECT DISTINCT person_id FROM name_token"))).scalars().all()
        assert owners == [kept]
