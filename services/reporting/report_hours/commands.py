"""The centre proposes hours of daily reports; a leader confirms or withdraws them."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update

from services.reporting.report_hours.domain import Plan, ReportHoursExist, must_be_possible
from services.reporting.report_hours.parameters import Hours
from services.reporting.report_hours.queries import lock_plan
from services.reporting.report_hours.tables import REPORT_HOURS
from shared.clock import local_date
from shared.command import Transaction, command
from shared.database.guards import refusing
from shared.ids import new_id


@command
async def propose_report_hours(tx: Transaction, hours: Hours) -> UUID:
    """For a leader to look at; nothing is due by them yet. Raises `ReportHoursInvalid`."""
    plan = Plan(new_id(), hours, tx.caller.account_id, written_for=tx.caller.on_behalf_of)
    tx.concerns(f"report-hours {plan.plan_id}", purpose=hours.source)
    must_be_possible(hours, today=local_date(tx.now))
    said = {"plan_id": plan.plan_id, "state": plan.state, "version": plan.version}
    said |= {**asdict(hours), "written_by": plan.written_by, "written_at": tx.now}
    said["written_for"] = plan.written_for
    await tx.connection.execute(insert(REPORT_HOURS).values(said))
    return plan.plan_id


@command
async def confirm_report_hours(tx: Transaction, plan_id: UUID, *, version: int | None = None) -> Plan:
    """They hold from their first day on. Raises `ReportHoursNotFound`, `ReportHoursChanged`, `ReportHoursNotProposed`,
    `OwnReportHours`, `ReportHoursBegun`, `ReportHoursExist`."""
    before = await _lock(tx, plan_id, version)
    after = before.confirmed(local_date(tx.now), tx.caller.hands)
    with refusing({"uq_report_hours_since": ReportHoursExist(since=after.hours.since)}):
        await _store(tx, after)
    return after


@command
async def withdraw_report_hours(tx: Transaction, plan_id: UUID, *, reason: str, version: int | None = None) -> Plan:
    """They never hold. Raises `ReportHoursNotFound`, `ReportHoursChanged`, `ReportHoursNotProposed`,
    `ReportHoursBegun`."""
    before = await _lock(tx, plan_id, version, purpose=reason)
    after = before.withdrawn(local_date(tx.now))
    await _store(tx, after, reason=reason)
    return after


async def _lock(tx: Transaction, plan_id: UUID, version: int | None, *, purpose: str = "") -> Plan:
    tx.concerns(f"report-hours {plan_id}", purpose=purpose)
    plan = await lock_plan(tx.connection, plan_id)
    plan.must_be(version)
    return plan


async def _store(tx: Transaction, plan: Plan, **more: Any) -> None:
    stands = {"state": plan.state, "version": plan.version, "decided_by": tx.caller.account_id, "decided_at": tx.now}
    own = REPORT_HOURS.c.plan_id == plan.plan_id
    await tx.connection.execute(update(REPORT_HOURS).where(own).values({**stands, **more}))
