"""T15 of cases: what was resolved by mistake before a bulletin was issued stays in it, and the next one adjusts it."""

from datetime import date, datetime

import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from services.reporting.bulletins.domain.bulletin import BulletinNotSound
from services.reporting.bulletins.domain.content import Adjustment
from shared.clock import SHANGHAI
from shared.events.benefits import CaseResolved
from tests.reporting.bulletins.given import (
    DAY,
    MAY_5,
    MAY_6,
    MAY_7,
    MAY_13,
    PERIOD,
    counted,
    drafted,
    given_period,
    issued,
)
from tests.reporting.given import YANGYING, case_resolved, fold, role_assumed, role_ended, veteran_registered
from tests.reporting.mended import case_reopened, resolution_corrected

MAY = date(2019, 5, 1)


@pytest.fixture
async def mediated(reporting_engine: AsyncEngine) -> CaseResolved:
    """Resolved in April by a mediator of April."""
    await given_period(reporting_engine)
    registered = veteran_registered(YANGYING, DAY)
    role = role_assumed(YANGYING, DAY, person_id=registered.person_id)
    case = msgspec.structs.replace(case_resolved(YANGYING, DAY), mediator_ids=(role.person_id,))
    await fold(reporting_engine, [registered, role, case], time=datetime(2019, 4, 24, 9, tzinfo=SHANGHAI))
    return case


async def test_a_case_that_is_reopened_and_resolved_on_another_day_moves_to_the_next(
    reporting_engine: AsyncEngine, mediated: CaseResolved
) -> None:
    first = await drafted(reporting_engine)
    [value] = [each for each in first.content.figures if each.code == "F20"]
    assert (value.before, value.value) == (0, 1)
    await issued(reporting_engine, first.bulletin_id)
    again = msgspec.structs.replace(mediated, resolved_on=date(2019, 5, 7))
    await fold(reporting_engine, [case_reopened(mediated)], time=MAY_6)
    await fold(reporting_engine, [again], time=MAY_7)
    second = await drafted(reporting_engine, MAY, MAY_13)
    [value] = [each for each in second.content.figures if each.code == "F20"]
    assert (value.before, value.value, value.change) == (0, 1, 1)
    assert [each for each in second.content.adjustments if each.code == "F20"] == [
        Adjustment(PERIOD, "figure", "F20", 1, 0)
    ]
    await issued(reporting_engine, second.bulletin_id, MAY_13)
    # Nothing is adjusted twice.
    third = await drafted(reporting_engine, date(2019, 5, 11), datetime(2019, 5, 21, 9, tzinfo=SHANGHAI))
    assert third.content.adjustments == ()


async def test_a_dispute_that_no_mediator_resolved_waits_for_its_correction(
    reporting_engine: AsyncEngine, mediated: CaseResolved
) -> None:
    """C7: the term of its mediator was corrected since."""
    registered = veteran_registered(YANGYING, DAY)
    wrong = role_assumed(YANGYING, DAY, person_id=registered.person_id)
    said = msgspec.structs.replace(case_resolved(YANGYING, DAY), mediator_ids=(wrong.person_id,))
    await fold(reporting_engine, [registered, wrong, said, role_ended(wrong, DAY)], time=MAY_5)
    first = await drafted(reporting_engine)
    assert [each.rule for each in first.content.checks if not each.holds and each.severity == "hard"] == ["C7"]
    with pytest.raises(BulletinNotSound):
        await issued(reporting_engine, first.bulletin_id)
    right = msgspec.structs.replace(said, mediator_ids=mediated.mediator_ids)
    await fold(reporting_engine, [resolution_corrected(said, right)], time=MAY_5)
    await counted(reporting_engine, first.bulletin_id)
    assert (await issued(reporting_engine, first.bulletin_id)).number == 1
