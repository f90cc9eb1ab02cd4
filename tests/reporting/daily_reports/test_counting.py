"""What registry and benefits tell is counted to the report of its day of work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.daily_reports.projection import DAILY_COUNTS, Added, counted
from services.reporting.daily_reports.queries.reports import count_for
from shared.events.catalogue import published
from shared.events.contract import Event
from shared.events.registry import VeteranRelocated
from shared.ids import new_id
from tests.contracts.given import given_event
from tests.given import CENTRE
from tests.reporting.daily_reports.given import DAY, LINES, NEXT, at, given_reports, numbers, report
from tests.reporting.given import (
    DONGZHAO,
    QIANGAO,
    SHIAN,
    WAIZI,
    YANGYING,
    apply,
    case_resolved,
    code_of,
    delivered,
    fold,
    veteran_registered,
)
from tests.reporting.mended import case_reopened, resolution_corrected


def relocated(path: str, to: str, kind: str = "domicile") -> VeteranRelocated:
    """A person moves within the county."""
    return VeteranRelocated(
        person_id=new_id(),
        org_path=path,
        kind=kind,
        from_org_code=code_of(path),
        to_org_code=code_of(to),
        to_org_path=to,
        division_code="411329105",
        effective_on=DAY,
        counted_before=(),
        counted=(),
    )


async def counts(engine: AsyncEngine, path: str = SHIAN, day: Any = DAY) -> Mapping[str, int]:
    """Lines of the station's report that are not 0."""
    async with engine.connect() as connection:
        found = await count_for(connection, await report(engine, path, day), LINES)
    return {line: number for line, number in found.items() if number}


class TestALine:
    @pytest.mark.parametrize(
        ("name", "lines"),
        [
            ("veteran-registered", ["registered"]),
            ("veteran-transferred-in", ["moved_in"]),
            ("veteran-transfer-out-completed", ["moved_out"]),
            ("veteran-deceased", ["died"]),
            ("case-opened", ["cases_opened"]),
            ("case-resolved", ["cases_resolved"]),
            ("case-resolution-corrected", ["cases_resolved"]),
            ("application-submitted", ["applications"]),
        ],
    )
    def test_counts_what_is_told_once(self, name: str, lines: list[str]) -> None:
        event: Event = given_event(published_named(name))
        path = event.org_path  # type: ignore[attr-defined]
        assert [(each.code, each.org_path) for each in counted(event)] == [(line, path) for line in lines]

    def test_counts_a_move_between_stations_at_both_and_none_within_one(self) -> None:
        assert list(counted(relocated(YANGYING, QIANGAO))) == [Added("moved_in", QIANGAO), Added("moved_out", YANGYING)]
        assert list(counted(relocated(YANGYING, WAIZI))) == [Added("moved_in", WAIZI), Added("moved_out", YANGYING)]
        assert list(counted(relocated(YANGYING, DONGZHAO))) == []
        assert list(counted(relocated(SHIAN, DONGZHAO))) == []
        assert list(counted(relocated(CENTRE, SHIAN))) == [Added("moved_in", SHIAN), Added("moved_out", CENTRE)]
        assert list(counted(relocated(YANGYING, QIANGAO, "residence"))) == []


class TestAReport:
    async def test_has_its_rooms_work_and_nobody_else_s(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine)
        told = [
            veteran_registered(YANGYING, DAY),
            veteran_registered(DONGZHAO, DAY),
            veteran_registered(SHIAN, DAY),
            veteran_registered(f"{SHIAN}9.411329104910", DAY),
            case_resolved(QIANGAO, DAY),
        ]
        await fold(reporting_engine, told, time=at(15), batch=2)
        assert await counts(reporting_engine) == {"registered": 3}
        assert await counts(reporting_engine, WAIZI) == {"cases_resolved": 1}

    @pytest.mark.parametrize(
        ("instant", "day"), [(at(0), DAY), (at(17, 30), DAY), (at(17, 30, 1), NEXT), (at(0, day=NEXT), NEXT)]
    )
    async def test_has_what_was_recorded_until_it_was_due(
        self, reporting_engine: AsyncEngine, instant: datetime, day: Any
    ) -> None:
        await given_reports(reporting_engine, DAY, NEXT)
        await fold(reporting_engine, [veteran_registered(YANGYING, DAY)], time=instant)
        other = NEXT if day == DAY else DAY
        assert await counts(reporting_engine, day=day) == {"registered": 1}
        assert await counts(reporting_engine, day=other) == {}

    async def test_adds_up_what_partitions_count_apart(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine)
        one, other = (delivered(veteran_registered(YANGYING, DAY), at(10), partition=each) for each in (0, 7))
        async with reporting_engine.begin() as connection:
            await apply(connection, [one])
            await apply(connection, [other])
        assert await counts(reporting_engine) == {"registered": 2}

    async def test_counts_a_case_once_however_often_it_ends(self, reporting_engine: AsyncEngine) -> None:
        """Recorded by mistake, reopened, resolved again; or said wrongly at first; and what was not settled at all."""
        await given_reports(reporting_engine, DAY, NEXT)
        reopened, failed, one = (case_resolved(YANGYING, DAY) for _ in range(3))
        said = msgspec.structs.replace(failed, outcome="failed")
        await fold(reporting_engine, [reopened, said, one, resolution_corrected(one, one)], time=at(10))
        assert await counts(reporting_engine) == {"cases_resolved": 2}
        told = [
            case_reopened(reopened), msgspec.structs.replace(reopened, resolved_on=NEXT),
            resolution_corrected(said, failed), resolution_corrected(failed, said), resolution_corrected(said, failed),
        ]  # fmt: skip
        await fold(reporting_engine, told, time=at(10, day=NEXT))
        assert await counts(reporting_engine) == {"cases_resolved": 2}
        assert await counts(reporting_engine, day=NEXT) == {"cases_resolved": 1}

    async def test_begins_with_0_in_every_line(self, reporting_engine: AsyncEngine) -> None:
        await given_reports(reporting_engine)
        async with reporting_engine.connect() as connection:
            assert await count_for(connection, await report(reporting_engine), LINES) == numbers({})


def published_named(name: str) -> Any:
    """The entry of the catalogue."""
    return next(published(each) for each in DAILY_COUNTS.contracts if published(each).name == name)
