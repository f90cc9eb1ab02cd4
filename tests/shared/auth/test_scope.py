"""Scope: what a caller's org units contain, in Python and in SQL alike."""

from dataclasses import replace

import pytest
from sqlalchemy import Column, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.embedded.postgres import Postgres
from shared.auth.caller import Caller, Grant, OutOfScope
from shared.auth.grants import Held, admitting
from shared.auth.permissions import PERMISSIONS, HeldRoles
from shared.auth.roles import DENIED, Role
from shared.auth.scope import within
from shared.auth.tables import ACCESS_GRANT
from shared.database.ltree import LTREE
from shared.database.metadata import new_metadata
from shared.ids import new_id
from tests.given import CENTRE, NOW, given_caller

STATION = f"{CENTRE}.411329104"
PATHS = [CENTRE, STATION, f"{STATION}.411329104210", f"{CENTRE}.411329105", f"{CENTRE}.4113291041", "411330"]

CASES = [
    ((), []),
    ((CENTRE,), PATHS[:5]),
    ((STATION,), PATHS[1:3]),
    ((f"{STATION}.411329104210",), [PATHS[2]]),
    ((STATION, f"{CENTRE}.411329105"), PATHS[1:4]),
    ((STATION, CENTRE, STATION), PATHS[:5]),
    (("411",), []),
]


def caller_of(paths: tuple[str, ...]) -> Caller:
    return given_caller(Role.STATION_STAFF, *paths) if paths else Caller(new_id(), ())


@pytest.mark.parametrize(("granted", "covered"), CASES)
class TestScope:
    def test_covers_what_lies_at_or_below_it(self, granted: tuple[str, ...], covered: list[str]) -> None:
        caller = caller_of(granted)
        assert [path for path in PATHS if caller.covers(path)] == covered

    async def test_is_the_same_as_an_sql_filter(
        self, kernel_engine: AsyncEngine, granted: tuple[str, ...], covered: list[str]
    ) -> None:
        row = {"account_id": new_id(), "role": "auditor", "purpose": "", "valid_from": NOW}
        found = select(ACCESS_GRANT.c.org_path).where(within(ACCESS_GRANT.c.org_path, caller_of(granted)))
        async with kernel_engine.begin() as connection:
            rows = [{**row, "grant_id": new_id(), "org_path": path} for path in PATHS]
            await connection.execute(insert(ACCESS_GRANT), rows)
            assert sorted((await connection.execute(found)).scalars()) == sorted(covered)


DENIED_CASES = [
    ((STATION,), [CENTRE, f"{CENTRE}.411329105", f"{CENTRE}.4113291041"]),
    ((f"{STATION}.411329104210",), [CENTRE, STATION, f"{CENTRE}.411329105", f"{CENTRE}.4113291041"]),
    ((CENTRE,), []),
]


@pytest.mark.parametrize(("denied", "covered"), DENIED_CASES)
class TestAScopeWithoutWhatIsDenied:
    def test_covers_the_rest(self, denied: tuple[str, ...], covered: list[str]) -> None:
        caller = denied_caller(denied)
        assert [path for path in PATHS if caller.covers(path)] == covered

    async def test_is_the_same_as_an_sql_filter(
        self, kernel_engine: AsyncEngine, denied: tuple[str, ...], covered: list[str]
    ) -> None:
        row = {"account_id": new_id(), "role": "auditor", "purpose": "", "valid_from": NOW}
        found = select(ACCESS_GRANT.c.org_path).where(within(ACCESS_GRANT.c.org_path, denied_caller(denied)))
        async with kernel_engine.begin() as connection:
            rows = [{**row, "grant_id": new_id(), "org_path": path} for path in PATHS]
            await connection.execute(insert(ACCESS_GRANT), rows)
            assert sorted((await connection.execute(found)).scalars()) == sorted(covered)


def denied_caller(denied: tuple[str, ...]) -> Caller:
    """One who holds the county, as far as it is not denied to him."""
    held = [(Role.CENTRE_STAFF, CENTRE), *((DENIED, path) for path in denied)]
    return Caller(new_id(), admitting(Held(new_id(), role, path, "", None, NOW, None) for role, path in held))


class TestACaller:
    def test_stands_in_for_who_lent_him_all_that_admits_him(self) -> None:
        lender, other = new_id(), new_id()
        lent = Grant(new_id(), Role.CENTRE_STAFF, CENTRE, "", lender)
        own = Grant(new_id(), Role.STATION_STAFF, STATION, "")
        assert Caller(new_id(), (lent, lent)).on_behalf_of == lender
        assert Caller(other, (lent,)).hands == (lender, other)
        assert Caller(new_id(), (lent, own)).on_behalf_of is None
        assert Caller(other, (lent, own)).hands == (other,)
        assert Caller(new_id(), (lent, replace(lent, on_behalf_of=other))).on_behalf_of in {lender, other}

    def test_stands_in_where_only_what_was_lent_reaches(self) -> None:
        """A clerk of one station who stands in for the centre's, and acts on another station's affairs."""
        lender = new_id()
        lent = Grant(new_id(), Role.CENTRE_STAFF, CENTRE, "", lender)
        own = Grant(new_id(), Role.STATION_STAFF, STATION, "")
        at_home, elsewhere = (Caller(new_id(), (lent, own)) for _ in range(2))
        at_home.must_cover(f"{STATION}.411329104210")
        assert at_home.on_behalf_of is None
        elsewhere.must_cover(f"{CENTRE}.411329105")
        assert elsewhere.on_behalf_of == lender
        elsewhere.must_cover(STATION)
        assert elsewhere.on_behalf_of == lender

    def test_keeps_only_the_widest_of_its_units(self) -> None:
        assert given_caller(Role.AUDITOR, STATION, CENTRE, f"{STATION}.x").scope == (CENTRE,)

    def test_must_cover_what_it_acts_on(self) -> None:
        given_caller(Role.AUDITOR, STATION).must_cover(f"{STATION}.x")
        with pytest.raises(OutOfScope):
            given_caller(Role.AUDITOR, STATION).must_cover(CENTRE)

    def test_holds_the_roles_of_its_grants(self) -> None:
        assert given_caller(Role.AUDITOR).holds(Role.MEDIATOR, Role.AUDITOR)
        assert not given_caller(Role.AUDITOR).holds(Role.MEDIATOR)


class TestTheSqlFilter:
    async def test_is_answered_by_a_gist_index(self, kernel_engine: AsyncEngine, postgres: Postgres) -> None:
        scoped = Table("scoped", new_metadata(), Column("org_path", LTREE))
        condition = within(scoped.c.org_path, given_caller(Role.STATION_STAFF, STATION, f"{CENTRE}.411329105"))
        statement = select(scoped.c.org_path).where(condition)
        compiled = statement.compile(kernel_engine.sync_engine, compile_kwargs={"literal_binds": True})
        made = "CREATE TABLE scoped (org_path ltree); CREATE INDEX by_scope ON scoped USING gist (org_path);"
        explained = f"SET enable_seqscan = off; EXPLAIN {compiled}; DROP TABLE scoped"
        assert "by_scope" in postgres.psql("kernel", f"{made} {explained}")


class TestRolesThatAreHeld:
    @pytest.mark.parametrize("path", [CENTRE, STATION], ids=["for-the-county", "for-a-station"])
    def test_admit_to_what_the_grants_admit_to(self, path: str) -> None:
        for role in Role:
            grant = Grant(new_id(), role, path, "")
            held = HeldRoles.of([grant])
            for asked in PERMISSIONS.values():
                assert held.may(asked) is asked.admits(grant), (role, asked.name)
