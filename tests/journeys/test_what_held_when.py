"""R8: nothing that is done later changes what was known earlier; what held on a day, as known on any day since, is
asked in the API and on the page, of the file and of a category."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.categories.commands import change_category
from services.registry.categories.domain.terms import Change
from services.registry.categories.parameters import Act
from services.registry.corrections.commands import (
    confirm_identity_correction,
    correct_field,
    propose_identity_correction,
)
from services.registry.corrections.commands.correcting import Correction
from services.registry.corrections.commands.proposing import Wanted
from services.registry.corrections.parameters import IdentityKind
from services.registry.deaths.commands import Reported as Death
from services.registry.deaths.commands import record_death, revoke_death_record
from services.registry.relocations.commands import Reported, record_relocation, revoke_relocation
from services.registry.relocations.parameters import Kind
from services.registry.transfers.commands import (
    Leaving,
    Left,
    complete_transfer_out,
    revoke_transfer,
    start_transfer_out,
)
from shared.clock import local_date
from shared.command import Work
from shared.privacy.personal import Personal
from tests.browsers import BROWSER, words_of
from tests.registry.categories.given import SINCE, given_recognised
from tests.registry.given import KEYRING, NOW, given_network, given_work
from tests.registry.persons import OTHER_ROOM, REGISTRAR, given_veteran

DEED = "第5号"
DAYS = (date(2019, 3, 10), date(2019, 3, 20), date(2019, 4, 5), date(2019, 4, 25))
DAY = timedelta(days=1)
REGISTERED = ("2019-03-01", "2019-04-30T08:00:00Z")
MARCH, APRIL = date(2019, 3, 15), date(2019, 4, 1)


def acts(who: UUID) -> list[Callable[[Work, Work], Awaitable[Any]]]:
    """What is done to a file, each by one account and, where it takes two, by another."""

    async def renamed(work: Work, other: Work) -> None:
        wanted = Wanted(IdentityKind.NAME, Personal("张维"), "household-register", DEED)
        proposed = await propose_identity_correction(work, who, wanted, registrar=REGISTRAR, most_an_hour=60)
        await confirm_identity_correction(other, proposed, typed=Personal("张维"), registrar=REGISTRAR)

    def corrected(field: str, value: str | None, since: date | None) -> Callable[[Work, Work], Awaitable[Any]]:
        said = Correction(field, None if value is None else Personal(value), since, DEED)
        return lambda work, _: correct_field(work, who, said, registrar=REGISTRAR)

    moved = Reported(Kind.DOMICILE, OTHER_ROOM, OTHER_ROOM, APRIL, DEED)
    leaving, left = Leaving("411321", None, DEED), Left(date(2019, 4, 20), None, DEED)
    died = Death(date(2019, 4, 2), "medical-certificate", DEED)
    why: dict[str, Any] = {"document": DEED, "keyring": KEYRING}
    return [
        corrected("education_code", "60", APRIL),
        corrected("education_code", "40", MARCH),  # what was said of April is no longer believed
        corrected("political_code", "13", APRIL),
        corrected("political_code", "02", None),  # and it was never so
        renamed,
        lambda work, _: record_relocation(work, who, moved, registrar=REGISTRAR),
        lambda work, _: revoke_relocation(
            work, who, Kind.DOMICILE, reason="wrong-date", document=DEED, keyring=KEYRING
        ),
        lambda work, _: start_transfer_out(work, who, leaving, registrar=REGISTRAR),
        lambda work, _: complete_transfer_out(work, who, left, keyring=KEYRING),
        lambda work, _: revoke_transfer(work, who, reason="not-carried-out", **why),
        lambda work, _: record_death(work, who, died, keyring=KEYRING),
        lambda work, _: revoke_death_record(work, who, reason="another-person", document=DEED, keyring=KEYRING),
        corrected("education_code", None, date(2019, 4, 24)),
    ]


async def answered(client: httpx2.AsyncClient, who: UUID, on: date, known_at: datetime | None) -> set[tuple[Any, ...]]:
    """What held on a day: field, value, since when, since when it was known. Until when is what a later act adds."""
    asked = {"on": on.isoformat(), **({"known_at": known_at.isoformat()} if known_at else {})}
    answer = await client.get(f"/veterans/{who}/facts", params=asked)
    assert answer.status_code == 200, answer.text
    return {tuple(each[name] for name in ("field", "value", "holds_from", "known_from")) for each in answer.json()}


@pytest.fixture
async def veteran(registry_engine: AsyncEngine) -> UUID:
    await given_network(registry_engine)
    return await given_veteran(registry_engine, registered_on="2019-03-01", education_code="70")


class TestAFile:
    async def test_says_for_ever_what_was_known_of_a_day(
        self, registry_engine: AsyncEngine, centre: httpx2.AsyncClient, veteran: UUID
    ) -> None:
        known: dict[tuple[date, datetime], set[tuple[Any, ...]]] = {}
        for number, act in enumerate(acts(veteran)):
            at = NOW + number * DAY
            await act(given_work(registry_engine, now=at), given_work(registry_engine, now=at))
            for day in DAYS:
                known[day, at] = await answered(centre, veteran, day, at)
                assert await answered(centre, veteran, day, None) == known[day, at], (number, day)
            for (day, then), before in known.items():
                found = await answered(centre, veteran, day, then)
                # Of a field what the registration said is listed only once something else is said of it.
                assert before <= found, (number, day, then)
                assert {(since, known) for *_, since, known in found - before} <= {REGISTERED}, (number, day, then)
        schooling = {
            (on, then): value for (on, then), found in known.items() for field, value, *_ in found
            if field == "education_code"
        }  # fmt: skip
        first, second, last = NOW, NOW + DAY, NOW + 12 * DAY
        assert [schooling[day, first] for day in DAYS] == ["70", "70", "60", "60"]
        assert [schooling[day, second] for day in DAYS] == ["70", "40", "40", "40"]
        assert [schooling[day, last] for day in DAYS] == ["70", "40", "40", None]

    async def test_is_asked_for_it_on_its_page(
        self, registry_engine: AsyncEngine, centre: httpx2.AsyncClient, veteran: UUID
    ) -> None:
        for number, act in enumerate(acts(veteran)[:2]):
            await act(given_work(registry_engine, now=NOW + number * DAY), given_work(registry_engine))
        centre.headers.update(BROWSER)
        centre.cookies.set("session", centre.headers.pop("Authorization").removeprefix("Bearer "))
        for known_on, shown, hidden in ((NOW, "高中", "中等职业"), (NOW + DAY, "中等职业", "高中")):
            asked = {"on": "2019-04-05", "known_on": local_date(known_on).isoformat()}
            page = await centre.get(f"/registry/persons/{veteran}/facts", params=asked)
            assert page.status_code == 200, page.text
            assert (shown in words_of(page), hidden in words_of(page)) == (True, False), known_on


class TestACategory:
    async def test_is_opened_as_it_was_known(
        self, registry_engine: AsyncEngine, centre: httpx2.AsyncClient, veteran: UUID
    ) -> None:
        holding = await given_recognised(registry_engine, veteran)
        cancelled = Change(Act.CANCEL, "recognised-wrongly", SINCE, DEED)
        await change_category(given_work(registry_engine, now=NOW + 10 * DAY), holding, cancelled, version=None)
        why = {"purpose": "benefit-handling", "reason": "核对待遇"}
        on = (SINCE + DAY).isoformat()
        for known_on, state in ((NOW, "enjoying"), (NOW + 10 * DAY, "cancelled"), (None, "cancelled")):
            asked = {"on": on, "known_on": known_on and local_date(known_on).isoformat()}
            opened = await centre.post(f"/category-holdings/{holding}/opening", json={**why, **asked})
            assert opened.status_code == 201, opened.text
            assert opened.json()["held"]["state"] == state, known_on
        early = await centre.post(f"/category-holdings/{holding}/opening", json={**why, "on": "2019-01-01"})
        assert early.json()["held"] is None
