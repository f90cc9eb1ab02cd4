"""The figures, five ways: as reporting holds them, as its ledger adds up, as registry's and benefits' tables say, as
the log says when it is counted without reporting's code, and as the sums above each unit follow from what the units
hold. And that nobody is counted twice.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from faults.oracle.books import OF_BOOKS, of_books
from faults.oracle.cases import OF_CASES, of_cases
from faults.oracle.copies import AdminUrl, Source, rows
from faults.oracle.facts import Copy, Row
from faults.oracle.folding import Raw, without_repeats
from faults.oracle.totals import SHOWN_IN_ALL, in_all
from shared.events.envelope import decode_headers

SHOWN = Source(
    "reporting",
    "SELECT org_path, figure_code, day, sum(delta)::bigint AS delta FROM figure_change"
    " GROUP BY 1, 2, 3 HAVING sum(delta) <> 0",
)
SHOWN_ABOVE = Source(
    "reporting",
    "SELECT org_path, figure_code, grain, starts_on, sum(delta)::bigint AS delta FROM figure_below"
    " GROUP BY 1, 2, 3, 4 HAVING sum(delta) <> 0",
)
LEDGER = Source(
    "reporting",
    "SELECT org_path, figure_code, day, sum(delta)::bigint AS delta FROM figure_entry"
    " GROUP BY 1, 2, 3 HAVING sum(delta) <> 0",
)
# On no day is anybody there twice, or less than not at all; square metres are no heads.
COUNTED_TWICE = Source(
    "reporting",
    """
    SELECT DISTINCT figure_code, subject FROM (
        SELECT figure_code, subject, sum(sum(delta)) OVER (PARTITION BY figure_code, subject ORDER BY day) AS there
        FROM figure_entry WHERE kind IN ('stock', 'transfer') AND figure_code NOT IN ('F08', 'F53')
        GROUP BY figure_code, subject, day
    ) AS days WHERE there NOT IN (0, 1)
    """,
)
# Each figure once more, by the owners' own tables.
OF_REGISTRY = Source("registry", """
    WITH kept AS (  -- nor does count anywhere what is still decided on
        SELECT * FROM veteran
        WHERE state NOT IN (
            'deregistered', 'merged', 'draft', 'submitted', 'station-verified', 'refused', 'withdrawn'
        )
    ), said AS (
        SELECT person_id AS veteran_id, field, holds_from, value FROM person_fact
        WHERE field IN ('political_code', 'org_code') AND known_until IS NULL
        UNION ALL
        SELECT veteran_id, field, registered_on, CASE field WHEN 'org_code' THEN org_code ELSE political_code END
        FROM kept JOIN person ON person_id = veteran_id, unnest(ARRAY['political_code', 'org_code']) AS asked (field)
        WHERE NOT EXISTS (
            SELECT FROM person_fact AS other WHERE other.person_id = veteran_id AND other.field = asked.field
        )
    ), held AS (
        SELECT veteran_id, field, value, holds_from,
            lead(holds_from) OVER (PARTITION BY veteran_id, field ORDER BY holds_from) AS held_until
        FROM said JOIN kept USING (veteran_id)
    ), counted AS (
        SELECT org_path::text AS path, coalesce(political.value, '') IN ('01', '02') AS member,
            greatest(place.holds_from, political.holds_from) AS starts_on,
            least(place.held_until, political.held_until, lived_until) AS ends_on
        FROM held AS place JOIN held AS political USING (veteran_id) JOIN org_unit ON org_code = place.value
        LEFT JOIN (
            SELECT veteran_id, greatest(died_on, registered_on) AS lived_until
            FROM kept JOIN death ON person_id = veteran_id WHERE revoked_at IS NULL
        ) AS died USING (veteran_id)
        WHERE place.field = 'org_code' AND political.field = 'political_code'
    ), period AS (
        SELECT * FROM counted WHERE ends_on IS NULL OR starts_on < ends_on
    ), file (veteran_id, leads_to) AS (
        SELECT veteran_id, merged_into FROM veteran
    ), whose AS (  -- of each file the one that goes on
        WITH RECURSIVE led AS (
            SELECT veteran_id, veteran_id AS person_id FROM file WHERE leads_to IS NULL
            UNION ALL SELECT file.veteran_id, led.person_id FROM led JOIN file ON leads_to = led.veteran_id
        ) SELECT * FROM led
    ), serves AS (
        SELECT role_id, person_id, org_path::text AS path, code,
            datemultirange(daterange(assumed_on, least(ended_on, gone_on))) AS days
        FROM social_role JOIN whose USING (veteran_id) JOIN (VALUES
            ('mediator', 'F19'), ('village-reserve-cadre', 'F17'), ('village-two-committees', 'F18'),
            ('entrepreneur', 'F21')
        ) AS counted (kind, code) USING (kind)
        WHERE withdrawn_reason IS NULL AND (gone_on IS NULL OR gone_on > assumed_on)
        UNION ALL
        SELECT membership_id, person_id, org_path::text, 'F22',
            datemultirange(daterange(joined_on, least(left_on, gone_on)))
        FROM team_membership JOIN volunteer_team USING (team_id) JOIN whose USING (veteran_id)
        WHERE team_membership.withdrawn_reason IS NULL AND (gone_on IS NULL OR gone_on > joined_on)
    ), serving AS (  -- on a day of two terms of one person, by the one that was recorded first
        SELECT path, code, unnest(days - coalesce((
            SELECT range_agg(other.days) FROM serves AS other
            WHERE other.person_id = serves.person_id AND other.code = serves.code AND other.role_id < serves.role_id
        ), '{}')) AS days FROM serves
    ), applied AS (  -- where an applicant was counted one after the other
        SELECT path, until, coalesce(probationary_on, closed_on) AS ended,
            coalesce(lag(until) OVER (PARTITION BY application_id ORDER BY until NULLS LAST), submitted_on) AS since
        FROM party_application, LATERAL (
            SELECT place ->> 0, (place ->> 1)::date FROM jsonb_array_elements(earlier) AS place
            UNION ALL SELECT org_path::text, NULL
        ) AS places (path, until)
    )
    SELECT path, code, day::text, sum(delta)::bigint FROM (
        SELECT path, code, day, delta
        FROM period, unnest(ARRAY['F01', 'F02']) AS code,
            LATERAL (VALUES (starts_on, 1), (ends_on, -1)) AS turn (day, delta)
        WHERE (code = 'F01' OR member) AND day IS NOT NULL
        UNION ALL
        SELECT org_path::text, CASE kind WHEN 'station' THEN 'F03' ELSE 'F04' END, established_on, 1 FROM org_unit
        WHERE kind <> 'centre'
        UNION ALL
        SELECT org_path::text, CASE kind WHEN 'station' THEN 'F03' ELSE 'F04' END, closed_on, -1 FROM org_unit
        WHERE kind <> 'centre' AND closed_on IS NOT NULL
        UNION ALL
        SELECT org_path::text, CASE kind WHEN 'branch' THEN 'F05' ELSE 'F06' END, established_on, 1
        FROM party_organisation
        UNION ALL
        SELECT org_path::text, CASE kind WHEN 'branch' THEN 'F05' ELSE 'F06' END, dissolved_on, -1
        FROM party_organisation WHERE dissolved_on IS NOT NULL
        UNION ALL
        SELECT path, 'F16', day, delta
        FROM applied, LATERAL (VALUES (since, 1), (least(until, ended), -1)) AS turn (day, delta)
        WHERE day IS NOT NULL AND (ended IS NULL OR since < ended)
        UNION ALL
        SELECT path, code, lower(days), 1 FROM serving
        UNION ALL
        SELECT path, code, upper(days), -1 FROM serving WHERE NOT upper_inf(days)
    ) AS counted (path, code, day, delta) GROUP BY path, code, day HAVING sum(delta) <> 0
""")  # fmt: skip

Data = Mapping[str, Any]


class Count(NamedTuple):
    """An event for which `where` holds adds `delta` to a figure on the day in its field `day`."""

    figure: str
    day: str
    delta: int = 1
    where: Callable[[Data], bool] = lambda _data: True


def _is_of(kind: str) -> Callable[[Data], bool]:
    return lambda data: bool(data["kind"] == kind)


def _by_kind(day: str, delta: int, **figures: str) -> tuple[Count, ...]:
    return tuple(Count(figure, day, delta, _is_of(kind)) for kind, figure in figures.items())


ROLES = {
    "mediator": "F19", "village-reserve-cadre": "F17", "village-two-committees": "F18", "entrepreneur": "F21",
}  # fmt: skip
NETWORK, PARTY = {"station": "F03", "room": "F04"}, {"branch": "F05", "group": "F06"}
COUNTS: Mapping[str, tuple[Count, ...]] = {
    "veteran-registered": (
        Count("F01", "registered_on"), Count("F02", "registered_on", 1, lambda data: bool(data["party_member"])),
    ),
    "veteran-profile-updated": (
        Count("F02", "effective_on", 1, lambda data: bool(data["party_member"] > data["party_member_before"])),
        Count("F02", "effective_on", -1, lambda data: bool(data["party_member"] < data["party_member_before"])),
    ),
    "veteran-deceased": (
        Count("F01", "effective_on", -1), Count("F02", "effective_on", -1, lambda data: bool(data["party_member"])),
    ),
    "death-record-revoked": (
        Count("F01", "effective_on"), Count("F02", "effective_on", 1, lambda data: bool(data["party_member"])),
    ),
    "org-unit-established": _by_kind("established_on", 1, **NETWORK),
    "org-unit-closed": _by_kind("closed_on", -1, **NETWORK),
    "org-unit-closure-revoked": _by_kind("closed_on", 1, **NETWORK),
    "party-branch-established": (Count("F05", "established_on"),),
    "party-group-established": (Count("F06", "established_on"),),
    "party-organisation-dissolved": _by_kind("dissolved_on", -1, **PARTY),
    "party-organisation-dissolution-revoked": _by_kind("dissolved_on", 1, **PARTY),
    "social-role-assumed": tuple(Count(code, "assumed_on", 1, _is_of(kind)) for kind, code in ROLES.items()),
    "social-role-ended": tuple(Count(code, "ended_on", -1, _is_of(kind)) for kind, code in ROLES.items()),
}  # fmt: skip


# What adds periods of days in F01, and in F02 where they are a member's: the field that has them, and how much.
PERIODS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "veteran-deregistered": (("counted_before", -1),),
    "deregistration-revoked": (("counted", 1),),
    "registration-day-corrected": (("counted_before", -1), ("counted", 1)),
    "veteran-relocated": (("counted_before", -1), ("counted", 1)),
    "relocation-revoked": (("counted_before", -1), ("counted", 1)),
    "veterans-merged": (("counted_before", -1),),
    "veterans-unmerged": (("counted", 1),),
    "veteran-transfer-out-completed": (("counted_before", -1),),
    "veteran-transferred-in": (("counted", 1),),
    "transfer-revoked": (("counted_before", -1), ("counted", 1)),
}


EXCHANGED = (("counted_before", -1), ("counted", 1))
# The same of terms in roles, and in volunteer teams, in the figure of each.
ROLE_PERIODS: Mapping[str, tuple[tuple[str, int], ...]] = {
    "social-role-ended": (("counted", 1),),
    "social-role-reopened": EXCHANGED,
    "social-role-corrected": EXCHANGED,
    "social-role-withdrawn": EXCHANGED,
    "veterans-merged": (("roles_before", -1),),
    "veterans-unmerged": (("roles", 1),),
    "volunteer-joined": EXCHANGED,
    "volunteer-left": EXCHANGED,
    "volunteer-membership-corrected": EXCHANGED,
    "volunteer-membership-withdrawn": EXCHANGED,
}


async def compare_figures(admin_url: AdminUrl, raws: Iterable[Raw]) -> Mapping[str, Copy]:
    """`raws`: what had to be applied."""
    shown = await rows(admin_url, SHOWN)
    of_registry = await rows(admin_url, OF_REGISTRY) | await rows(admin_url, OF_BOOKS)
    owners = of_registry | await rows(admin_url, OF_CASES)
    return {
        "the figures, by their owners": Copy(shown, owners),
        "the figures, by the log": Copy(shown, count(raws)),
        "the ledger of figures": Copy(await rows(admin_url, LEDGER), shown),
        "the ids that a figure counts twice": Copy(await rows(admin_url, COUNTED_TWICE), frozenset()),
        "the figures of the units above": Copy(await rows(admin_url, SHOWN_ABOVE), above(shown)),
        "the figures of all days": Copy(await rows(admin_url, SHOWN_IN_ALL), in_all(shown)),
    }


def count(raws: Iterable[Raw]) -> frozenset[Row]:
    """(unit path, figure, day, sum) of the records as they lie in the log."""
    sums: Counter[Row] = Counter()
    for raw in without_repeats(raws):
        name = decode_headers(raw.headers).type.split(".")[-2]
        for cell, delta in _added(name, json.loads(raw.value or b"{}")):
            sums[cell] += delta
    return _written(sums)


def above(shown: Iterable[Row]) -> frozenset[Row]:
    """(unit path, figure, grain, first day, sum) for every unit above, of what the units hold themselves."""
    sums: Counter[Row] = Counter()
    for path, figure, day, delta in shown:
        labels = path.split(".")
        for depth in range(1, len(labels)):
            unit = ".".join(labels[:depth])
            sums[unit, figure, "day", day] += int(delta)
            sums[unit, figure, "month", f"{day[:7]}-01"] += int(delta)
    return _written(sums)


def _added(name: str, data: Data) -> Iterator[tuple[Row, int]]:
    for counted in COUNTS.get(name, ()):
        if counted.where(data):
            yield (data["org_path"], counted.figure, data[counted.day]), counted.delta
    for field, delta in PERIODS.get(name, ()):
        for period in data[field]:
            yield from _of_period(_of_persons(period), period, delta)
    yield from _serving(name, data)
    yield from of_books(name, data)
    yield from of_cases(name, data)


def _serving(name: str, data: Data) -> Iterator[tuple[Row, int]]:
    for field, delta in ROLE_PERIODS.get(name, ()):
        for period in data.get(field, ()):
            yield from _of_period((ROLES.get(period.get("kind"), "F22"),), period, delta)


def _of_persons(period: Data) -> tuple[str, ...]:
    return ("F01", "F02") if period["party_member"] else ("F01",)


def _of_period(figures: Iterable[str], period: Data, delta: int) -> Iterator[tuple[Row, int]]:
    for figure in figures:
        yield (period["org_path"], figure, period["starts_on"]), delta
        if period["ends_on"]:
            yield (period["org_path"], figure, period["ends_on"]), -delta


def _written(sums: Mapping[Row, int]) -> frozenset[Row]:
    return frozenset((*cell, str(value)) for cell, value in sums.items() if value)
