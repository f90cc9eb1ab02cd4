"""Consistency by HTTP."""

from datetime import date, timedelta
from typing import Any

import httpx2
from msgspec.structs import replace
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.figures.tables import FIGURE_ENTRY
from shared.auth.roles import Role
from shared.events.benefits import CaseResolved
from shared.events.registry import VeteranRegistered
from shared.ids import new_id
from tests.lives import veterans_merged, veterans_unmerged
from tests.reporting.conftest import ClientFor
from tests.reporting.given import (
    RECORDED_AT,
    ROOMS,
    SHIAN,
    YANGYING,
    case_resolved,
    fold,
    group_established,
    role_assumed,
    role_ended,
    small_county,
    veteran_registered,
)

AS_OF = "2019-04-30"
MARCH = date(2019, 3, 1)
VETERANS = [veteran_registered(path, MARCH, party_member=number < 3) for path in ROOMS for number in range(10)]


def _lost(veteran: VeteranRegistered, *entries: tuple[date, str, int]) -> list[dict[str, Any]]:
    """What the ledger says of F01 besides his registration."""
    said = {"figure_code": "F01", "subject": str(veteran.person_id), "kind": "stock", "known_at": RECORDED_AT}
    return [
        {**said, "event_id": new_id(), "day": day, "org_path": path, "delta": delta} for day, path, delta in entries
    ]


async def check(client: httpx2.AsyncClient) -> httpx2.Response:
    return await client.get("/consistency", params={"as_of": AS_OF})


class TestGetConsistency:
    async def test_finds_nothing_where_all_agree(self, client_for: ClientFor, reporting_engine: AsyncEngine) -> None:
        await fold(reporting_engine, [*small_county(), *VETERANS])
        answer = (await check(await client_for())).json()
        assert answer["findings"] == []
        assert answer["checked"] == [f"C{number}" for number in range(1, 15)]
        assert (answer["as_of"], answer["unit"]["code"]) == (AS_OF, "411329")

    async def test_tells_what_was_found_in_both_languages(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        county = [event for event in small_county() if event != group_established(YANGYING)]
        await fold(reporting_engine, [*county, group_established(YANGYING, parent="411329105P"), *VETERANS])
        [finding] = (await check(await client_for())).json()["findings"]
        assert (finding["rule"], finding["severity"], finding["units"]) == ("C2", "hard", ["411329104210"])
        assert set(finding["sentence"]) == {"zh", "en"}

    async def test_names_the_unit_where_somebody_serves_who_is_no_registered_veteran(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        known = replace(role_assumed(YANGYING, MARCH), person_id=VETERANS[0].person_id)
        stranger = role_assumed(YANGYING, MARCH)
        await fold(reporting_engine, [*small_county(), *VETERANS, known, stranger])
        client = await client_for()
        [finding] = (await check(client)).json()["findings"]
        assert (finding["rule"], finding["units"]) == ("C5", ["411329104210"])
        await fold(reporting_engine, [role_ended(stranger, MARCH + timedelta(days=1))])
        assert (await check(client)).json()["findings"] == []

    async def test_names_the_unit_where_somebody_serves_who_left_the_county(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        """Whose term ended with that, whose file moved, and who was merged into another file do not count."""
        gone, back, moved, merged = VETERANS[:4]
        day = MARCH + timedelta(days=9)
        terms = [
            replace(role_assumed(YANGYING, MARCH), person_id=each.person_id) for each in (gone, back, moved, merged)
        ]
        late = replace(role_assumed(YANGYING, day + timedelta(days=3)), person_id=gone.person_id)
        await fold(reporting_engine, [*small_county(), *VETERANS, *terms, role_ended(terms[0], day)])
        left = [
            _lost(gone, (day, YANGYING, -1)),
            _lost(back, (day, YANGYING, -1), (day + timedelta(days=5), YANGYING, 1)),
            _lost(moved, (day, YANGYING, -1), (day, SHIAN, 1)),
            _lost(merged, (MARCH, YANGYING, -1)),
        ]
        async with reporting_engine.begin() as connection:
            await connection.execute(insert(FIGURE_ENTRY), [row for rows in left for row in rows])
        client = await client_for()
        assert [each for each in (await check(client)).json()["findings"] if each["rule"] == "C14"] == []
        await fold(reporting_engine, [late, role_ended(late, day + timedelta(days=4))])
        [finding] = [each for each in (await check(client)).json()["findings"] if each["rule"] == "C14"]
        assert (finding["severity"], finding["units"]) == ("hard", ["411329104210"])

    async def test_names_the_units_where_a_case_or_a_person_counts_twice(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        """Who has two roles counts once in each; a case with two mediators, once. Whom another unit took over counts
        there alone."""
        both, moved, twice = VETERANS[:3]
        roles = [replace(role_assumed(YANGYING, MARCH), person_id=both.person_id)]
        roles.append(replace(role_assumed(YANGYING, MARCH, kind="entrepreneur"), person_id=both.person_id))
        resolved = replace(case_resolved(YANGYING, MARCH), mediator_ids=(both.person_id, moved.person_id))
        await fold(reporting_engine, [*small_county(), *VETERANS, *roles, resolved])
        taken_over = _lost(moved, (MARCH, YANGYING, -1), (MARCH, SHIAN, 1))
        async with reporting_engine.begin() as connection:
            await connection.execute(insert(FIGURE_ENTRY), taken_over)
        client = await client_for()
        assert (await check(client)).json()["findings"] == []

        again = _lost(twice, (MARCH, SHIAN, 1))
        case = [{**_lost(twice, (MARCH, YANGYING, 1))[0], "figure_code": "F20", "subject": str(resolved.case_id)}]
        late = _lost(both, (date(2019, 5, 1), YANGYING, 1))
        async with reporting_engine.begin() as connection:
            await connection.execute(insert(FIGURE_ENTRY), [*again, *case, *late])
        assert [(each["rule"], each["value"], each["units"]) for each in (await check(client)).json()["findings"]] == [
            ("C7", "F20 2 : 1", ["411329104210"]),
            ("C8", "F01 2 : 1", ["411329104", "411329104210"]),
        ]

    async def test_names_the_unit_of_a_dispute_none_of_whose_mediators_held_the_role(
        self, client_for: ClientFor, reporting_engine: AsyncEngine
    ) -> None:
        """One mediator is enough, by whichever of his files; the day on which a term ends is none of its days, and what
        is failed or no dispute counts nowhere."""
        first, second, other = VETERANS[:3]
        day, next_day = MARCH + timedelta(days=9), MARCH + timedelta(days=10)
        role = replace(role_assumed(YANGYING, MARCH), person_id=first.person_id)

        def resolved(on: date, *mediators: VeteranRegistered, **said: Any) -> CaseResolved:
            case = case_resolved(YANGYING, on, **said)
            return replace(case, mediator_ids=tuple(each.person_id for each in mediators))

        sound = [resolved(day, first), resolved(MARCH, second, first)]
        uncounted = [resolved(day, other, kind="petition"), resolved(day, other, outcome="failed")]
        await fold(reporting_engine, [*small_county(), *VETERANS, role, *sound, *uncounted])
        client = await client_for()
        assert (await check(client)).json()["findings"] == []

        await fold(reporting_engine, [role_ended(role, next_day), resolved(next_day, first), resolved(day, second)])
        [finding] = (await check(client)).json()["findings"]
        assert (finding["rule"], finding["severity"], finding["value"], finding["units"]) == (
            "C7",
            "hard",
            "F20 (F19 = 0): 2",
            ["411329104210"],
        )
        merged = replace(
            veterans_merged(YANGYING, MARCH, merged_id=second.person_id),
            surviving_id=first.person_id,
            counted_before=(),
        )
        await fold(reporting_engine, [merged])
        [finding] = (await check(client)).json()["findings"]
        assert finding["value"] == "F20 (F19 = 0): 1"
        await fold(reporting_engine, [replace(veterans_unmerged(merged), counted=())])
        [finding] = (await check(client)).json()["findings"]
        assert finding["value"] == "F20 (F19 = 0): 2"
        early = await client.get("/consistency", params={"as_of": MARCH.isoformat()})
        assert early.json()["findings"] == []

    async def test_is_for_who_answers_for_the_county(
        self, client_for: ClientFor, reporting_engine: AsyncEngine, anonymous: httpx2.AsyncClient
    ) -> None:
        await fold(reporting_engine, small_county())
        assert (await check(await client_for(Role.AUDITOR))).status_code == 200
        assert (await check(await client_for(Role.STATION_STAFF, SHIAN))).status_code == 403
        assert (await check(await client_for(Role.VETERAN))).status_code == 403
        assert (await check(anonymous)).status_code == 401

    async def test_waits_for_a_county(self, client_for: ClientFor) -> None:
        answer = await check(await client_for())
        assert (answer.status_code, answer.json()["code"]) == (409, "no-centre")
