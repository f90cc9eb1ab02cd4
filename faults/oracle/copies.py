"""What a service keeps of another's facts, beside what the owner's own tables say: in plain SQL, by no projection.

Both sides of a comparison give rows of text; `invariants` looks for rows that only one of them has.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import asyncpg

from faults.oracle.facts import Copy, Row

AdminUrl = Callable[[str], str]


class Source(NamedTuple):
    """A query in the database of a service."""

    service: str
    query: str


GRANTS = """
    SELECT grant_id, account_id, role, org_path, valid_from, valid_until, ground, on_behalf_of, revoked_at
    FROM access_grant
"""
_VETERANS = """
    SELECT veteran_id, veteran.org_path, {} died_on, effective_on FROM veteran
    LEFT JOIN death ON death.person_id = veteran_id AND death.revoked_at IS NULL
    LEFT JOIN deregistration AS d ON d.person_id = veteran_id AND d.revoked_at IS NULL
    WHERE state NOT IN ('draft', 'submitted', 'station-verified', 'refused', 'withdrawn')
"""
VETERANS = Source("registry", _VETERANS.format(""))
# Without a key nothing is known any more: of whoever was erased, and of the files that were merged into his.
ERASED = Source(
    "registry",
    """
    SELECT veteran_id FROM veteran LEFT JOIN data_key ON data_key.person_id = veteran_id
    WHERE data_key.person_id IS NULL
    AND state NOT IN ('draft', 'submitted', 'station-verified', 'refused', 'withdrawn')
""",
)
MERGED = Source("registry", "SELECT veteran_id, merged_into FROM veteran WHERE merged_into IS NOT NULL")
AWAY_SINCE = """
    (SELECT CASE direction WHEN 'out' THEN moved_on END FROM transfer
     WHERE transfer.person_id = veteran_id AND transfer.revoked_at IS NULL AND moved_on IS NOT NULL
     ORDER BY moved_on DESC, direction DESC LIMIT 1)  -- who came on the day on which he left came first
"""
UNITS = """
    SELECT org_code, org_path, {} FROM org_unit
"""
UNIT_COLUMNS = "kind, host_kind, established_on, closed_on"
VERIFIED_COLUMNS = "contact_id, person_id, channel, version, verification, verified_on"
# The name of the latest day stands, of those told since all were corrected; before any renaming there is one of no day.
LATEST_NAMES = """
    SELECT DISTINCT ON (org_code) org_code, name FROM org_unit_name AS told JOIN org_unit USING (org_code)
    WHERE sequence >= ALL (SELECT sequence FROM org_unit_establishment AS own WHERE own.org_code = told.org_code)
    ORDER BY org_code, named_on DESC, sequence DESC
"""
# What each copy is of: the copy, then the owner.
CASE_COLUMNS = "case_id, org_code, applicant_id, parties_count, opened_on"
COPIES: Mapping[str, tuple[Source, Source]] = {
    "benefits' units": (
        Source("benefits", UNITS.format("closed_on")), Source("registry", UNITS.format("closed_on")),
    ),
    "benefits' names of units": (
        Source("benefits", "SELECT org_code, name FROM org_unit"),
        Source("registry", "SELECT org_code, name FROM org_unit"),
    ),
    "benefits' veterans": (
        Source(
            "benefits",
            "SELECT veteran_id, org_path, residence_path, away_since, deceased_on, deregistered_on FROM veteran",
        ),
        Source("registry", _VETERANS.format(f"residence_path, {AWAY_SINCE},")),
    ),
    "benefits' erased persons": (Source("benefits", "SELECT veteran_id FROM veteran WHERE erased"), ERASED),
    "benefits' merged files": (Source("benefits", "SELECT veteran_id, merged_into FROM merged_veteran"), MERGED),
    "benefits' mediators": (
        Source("benefits", "SELECT role_id, veteran_id, org_path, assumed_on, ended_on FROM mediator"),
        Source("registry", """
            SELECT role_id, veteran_id, org_path, assumed_on, least(ended_on, gone_on) FROM social_role
            WHERE kind = 'mediator' AND withdrawn_reason IS NULL AND (gone_on IS NULL OR gone_on > assumed_on)
        """),
    ),
    "benefits' parties of cases": (
        Source("benefits", "SELECT party_id, case_id, person_id FROM case_party"),
        Source("registry", "SELECT party_id, case_id, person_id FROM case_party WHERE removed_on IS NULL"),
    ),
    "registry's cases": (
        Source("registry", f"SELECT {CASE_COLUMNS}, ended_on FROM known_case"),
        Source("benefits", f"SELECT {CASE_COLUMNS}, coalesce(resolved_on, withdrawn_on) FROM dispute_case"),
    ),
    "reporting's units": (
        Source("reporting", UNITS.format(UNIT_COLUMNS)), Source("registry", UNITS.format(UNIT_COLUMNS)),
    ),
    "reporting's names of units": (
        Source("reporting", LATEST_NAMES), Source("registry", "SELECT org_code, name FROM org_unit"),
    ),
    "reporting's Party organisations": (
        Source("reporting", "SELECT party_org_code, kind, org_path, parent_code FROM party_organisation"),
        Source("registry", "SELECT party_org_code, kind, org_path, parent_code FROM party_organisation"),
    ),
    "notifications' persons": (
        Source("notifications", "SELECT person_id, org_path, deceased_on, deregistered_on FROM person"),
        VETERANS,
    ),
    "notifications' merged files": (
        Source("notifications", "SELECT person_id, merged_into FROM merged_person"), MERGED,
    ),
    "notifications' erased persons": (
        Source("notifications", "SELECT person_id FROM person WHERE erased_at IS NOT NULL"),
        ERASED,
    ),
    "notifications' verified contacts": (
        Source("notifications", f"SELECT {VERIFIED_COLUMNS} FROM verified_contact"),
        Source("registry", f"SELECT {VERIFIED_COLUMNS} FROM contact_point"),
    ),
    "notifications' fetched contacts": (
        Source("notifications", "SELECT contact_id, fetched_version FROM contact_fetch"),
        Source("registry", "SELECT contact_id, version FROM contact_point"),
    ),
    **{
        f"{service}'s grants": (Source(service, GRANTS), Source("registry", GRANTS))
        for service in ("benefits", "reporting", "notifications")
    },
}  # fmt: skip


# What the services say of themselves, by their own comparison: it must find nobody.
HELD_OTHERWISE = Source("reporting", "SELECT service, org_path, person_id, kind, day FROM person_difference")


async def compare_copies(admin_url: AdminUrl) -> Mapping[str, Copy]:
    """By what is compared: the rows of the copy and those of the owner."""
    return {
        name: Copy(await rows(admin_url, copy), await rows(admin_url, owner)) for name, (copy, owner) in COPIES.items()
    } | {"the services' own comparison": Copy(await rows(admin_url, HELD_OTHERWISE), frozenset())}


async def rows(admin_url: AdminUrl, source: Source) -> frozenset[Row]:
    connection = await asyncpg.connect(admin_url(source.service))
    try:
        found = await connection.fetch(source.query)
    finally:
        await connection.close()
    return frozenset(tuple(str(value) for value in row) for row in found)
