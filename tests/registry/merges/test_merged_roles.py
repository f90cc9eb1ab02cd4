"""Somebody who had two files held a role in both: on each day he counts once."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.roles.commands import assume_role, correct_role, end_role, reopen_role, withdraw_role
from services.registry.roles.domain import RoleAlreadyHeld, RoleKind, Term
from tests.registry.duplicates.test_finding import SAME_BIRTH
from tests.registry.given import KEYRING, given_network, given_work, published
from tests.registry.merges.given import figures, given_pair, merging, unmerging
from tests.registry.persons import OTHER_ROOM, OTHER_ROOM_PATH, ROOM_PATH, given_number, given_veteran

MARCH, APRIL, MAY, JUNE = (date(2018, month, 1) for month in (3, 4, 5, 6))


@pytest.fixture(autouse=True)
async def network(registry_engine: AsyncEngine) -> None:
    await given_network(registry_engine)


@pytest.fixture
async def files(registry_engine: AsyncEngine) -> list[UUID]:
    """Three files of one person, whose number was typed wrongly twice."""
    elsewhere: dict[str, Any] = {"domicile_code": OTHER_ROOM, "org_code": OTHER_ROOM}
    return [
        await given_veteran(registry_engine),
        await given_veteran(registry_engine, id_number=SAME_BIRTH, **elsewhere),
        await given_veteran(registry_engine, id_number=given_number(9)),
    ]


async def holding(
    engine: AsyncEngine, veteran_id: UUID, since: date, until: date | None, kind: RoleKind = RoleKind.MEDIATOR
) -> UUID:
    """A term, its end with it."""
    role = await assume_role(
        given_work(engine), veteran_id, kind=kind, assumed_on=since, source="名册", keyring=KEYRING
    )
    if until is not None:
        await ending(engine, role.role_id, until)
    return role.role_id


async def ending(engine: AsyncEngine, role_id: UUID, on: date) -> None:
    await end_role(given_work(engine), role_id, ended_on=on, reason="换届")


async def correcting(engine: AsyncEngine, role_id: UUID, term: Term) -> None:
    await correct_role(given_work(engine), role_id, term, reason="登记有误", keyring=KEYRING)


async def mediators(engine: AsyncEngine) -> list[tuple[str, str, str]]:
    """Path, day, change: as the log tells it, which is what registry's tables say (`figures`)."""
    found = await figures(engine, "F19")
    return sorted((path, day, value) for path, _, day, value in found)


class TestARoleThatBothFilesHeld:
    async def test_counts_once_by_the_term_that_was_recorded_first_whichever_file_goes_on(
        self, registry_engine: AsyncEngine, files: list[UUID]
    ) -> None:
        first, second, _ = files
        await holding(registry_engine, first, MARCH, MAY)
        await holding(registry_engine, second, APRIL, JUNE)
        await holding(registry_engine, second, APRIL, JUNE, RoleKind.ENTREPRENEUR)
        apart = await mediators(registry_engine)
        assert len(apart) == 4
        pair = await given_pair(registry_engine, first, second)
        for goes_on in (first, second):
            await merging(registry_engine, pair, goes_on)
            assert await mediators(registry_engine) == [
                (ROOM_PATH, "2018-03-01", "1"), (ROOM_PATH, "2018-05-01", "-1"),
                (OTHER_ROOM_PATH, "2018-05-01", "1"), (OTHER_ROOM_PATH, "2018-06-01", "-1"),
            ]  # fmt: skip
            await unmerging(registry_engine, pair, goes_on)
            assert await mediators(registry_engine) == apart
        [(_, _, merged), *_] = [
            each for each in await published(registry_engine, "veterans-merged") if each[2]["counted_before"]
        ]
        assert merged["roles_before"] == [
            {
                "person_id": str(second), "kind": "mediator", "org_path": OTHER_ROOM_PATH,
                "starts_on": "2018-04-01", "ends_on": "2018-05-01",
            }
        ]  # fmt: skip

    async def test_counts_on_every_day_that_is_left_when_the_term_that_goes_on_ends_before(
        self, registry_engine: AsyncEngine, files: list[UUID]
    ) -> None:
        first, second, _ = files
        await holding(registry_engine, second, APRIL, JUNE)
        goes_on = await holding(registry_engine, first, MARCH, None)
        pair = await given_pair(registry_engine, first, second)
        await merging(registry_engine, pair, first)
        assert (ROOM_PATH, "2018-06-01", "1") in await mediators(registry_engine)
        await ending(registry_engine, goes_on, MAY)
        assert await mediators(registry_engine) == [
            (ROOM_PATH, "2018-03-01", "1"), (ROOM_PATH, "2018-04-01", "-1"),
            (OTHER_ROOM_PATH, "2018-04-01", "1"), (OTHER_ROOM_PATH, "2018-06-01", "-1"),
        ]  # fmt: skip
        await unmerging(registry_engine, pair, first)
        assert len(await mediators(registry_engine)) == 4

    async def test_counts_again_where_it_was_the_later_one_and_the_earlier_ends(
        self, registry_engine: AsyncEngine, files: list[UUID]
    ) -> None:
        first, second, _ = files
        goes_on = await holding(registry_engine, first, MARCH, None)
        await holding(registry_engine, second, APRIL, JUNE)
        await merging(registry_engine, await given_pair(registry_engine, first, second), first)
        assert await mediators(registry_engine) == [(ROOM_PATH, "2018-03-01", "1")]
        await ending(registry_engine, goes_on, MAY)
        assert (OTHER_ROOM_PATH, "2018-05-01", "1") in await mediators(registry_engine)

    async def test_is_not_taken_up_anew_of_these_days(self, registry_engine: AsyncEngine, files: list[UUID]) -> None:
        first, second, _ = files
        await holding(registry_engine, second, APRIL, JUNE)
        await merging(registry_engine, await given_pair(registry_engine, first, second), first)
        with pytest.raises(RoleAlreadyHeld):
            await holding(registry_engine, first, MAY, None)
        await holding(registry_engine, first, JUNE, None)

    async def test_counts_once_whatever_is_done_about_the_term_of_the_file_that_was_merged(
        self, registry_engine: AsyncEngine, files: list[UUID]
    ) -> None:
        first, second, third = files
        await holding(registry_engine, first, MARCH, MAY)
        term = await holding(registry_engine, second, APRIL, JUNE)
        for merged, into in ((second, third), (third, first)):
            await merging(registry_engine, await given_pair(registry_engine, merged, into), into)
        once = [(ROOM_PATH, "2018-03-01", "1"), (ROOM_PATH, "2018-05-01", "-1")]
        until = date(2018, 7, 1)
        with pytest.raises(RoleAlreadyHeld):
            await correcting(registry_engine, term, Term(RoleKind.MEDIATOR, OTHER_ROOM, APRIL, "名册", until))
        await correcting(registry_engine, term, Term(RoleKind.MEDIATOR, OTHER_ROOM, MAY, "名册", until))
        assert await mediators(registry_engine) == [
            *once, (OTHER_ROOM_PATH, "2018-05-01", "1"), (OTHER_ROOM_PATH, "2018-07-01", "-1"),
        ]  # fmt: skip
        later = await holding(registry_engine, first, until, None)
        with pytest.raises(RoleAlreadyHeld):
            await reopen_role(given_work(registry_engine), term, reason="误录")
        await withdraw_role(given_work(registry_engine), later, reason="误录")
        await withdraw_role(given_work(registry_engine), term, reason="误录")
        assert await mediators(registry_engine) == once

    async def test_is_withdrawn_from_where_the_other_file_counts_already(
        self, registry_engine: AsyncEngine, files: list[UUID]
    ) -> None:
        first, second, _ = files
        await holding(registry_engine, first, MARCH, MAY)
        term = await holding(registry_engine, second, APRIL, JUNE)
        await merging(registry_engine, await given_pair(registry_engine, first, second), first)
        await withdraw_role(given_work(registry_engine), term, reason="误录")
        assert await mediators(registry_engine) == [(ROOM_PATH, "2018-03-01", "1"), (ROOM_PATH, "2018-05-01", "-1")]

    @pytest.mark.parametrize("undone_first", [0, 1])
    async def test_counts_once_of_three_files_and_as_before_when_they_are_taken_apart_in_any_order(
        self, registry_engine: AsyncEngine, files: list[UUID], undone_first: int
    ) -> None:
        first, second, third = files
        for each in (third, second, first):
            await holding(registry_engine, each, MARCH, MAY)
        apart = await mediators(registry_engine)
        pairs = [await given_pair(registry_engine, first, each) for each in (second, third)]
        for pair in pairs:
            await merging(registry_engine, pair, first)
        once = [(ROOM_PATH, "2018-03-01", "1"), (ROOM_PATH, "2018-05-01", "-1")]
        assert await mediators(registry_engine) == once
        for pair in (pairs[undone_first], pairs[1 - undone_first]):
            await unmerging(registry_engine, pair, first)
        assert await mediators(registry_engine) == apart

    async def test_counts_once_where_one_was_merged_into_what_was_merged(
        self, registry_engine: AsyncEngine, files: list[UUID]
    ) -> None:
        first, second, third = files
        for each in (second, first, third):
            await holding(registry_engine, each, MARCH, MAY)
        apart = await mediators(registry_engine)
        below, above = [await given_pair(registry_engine, one, second) for one in (first, third)]
        await merging(registry_engine, below, second)
        await merging(registry_engine, above, third)
        assert await mediators(registry_engine) == [
            (OTHER_ROOM_PATH, "2018-03-01", "1"), (OTHER_ROOM_PATH, "2018-05-01", "-1"),
        ]  # fmt: skip
        await unmerging(registry_engine, above, third)
        await unmerging(registry_engine, below, second)
        assert await mediators(registry_engine) == apart

    async def test_names_the_file_of_each_term(self, registry_engine: AsyncEngine, files: list[UUID]) -> None:
        """So a person is there once or not at all, on every day, whichever of his files an entry is of."""
        first, second, _ = files
        await holding(registry_engine, second, APRIL, JUNE)
        await holding(registry_engine, first, MARCH, None)
        await merging(registry_engine, await given_pair(registry_engine, first, second), first)
        events = await published(registry_engine, "veterans-merged")
        assert [period["person_id"] for _, _, event in events for period in event["roles_before"]] == [str(first)]
