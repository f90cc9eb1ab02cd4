"""The workbook of a month: new people, one of them twice, people whom the register has, rows that are wrong."""

import asyncio
from collections.abc import Mapping

from deploy.demo.client import Client
from deploy.demo.lives.plan import Import
from deploy.demo.lives.reckoning import file_of
from deploy.demo.load import finished_import, ids_of
from deploy.demo.register import register_workbook
from deploy.demo.workbooks import FIRST_ROW


class WrongVerdicts(Exception):
    """An import judged its rows otherwise than it should."""


async def hand_in(clerk: Client, wanted: Import) -> Mapping[str, str]:
    """The ids of the files that begin with it, by life and file. Raises `WrongVerdicts`."""
    new = [life.people[0] for life in wanted.lives]
    workbook = await asyncio.to_thread(register_workbook, [*new, *wanted.known, *wanted.rejected, new[0]])
    report = await finished_import(clerk, f"month-{wanted.month}.xlsx", workbook)
    found = {verdict: report[f"{verdict}_count"] for verdict in ("accepted", "duplicate", "rejected")}
    due = {"accepted": len(new), "duplicate": len(wanted.known) + 1, "rejected": len(wanted.rejected)}
    if found != due:
        raise WrongVerdicts(f"import of month {wanted.month}: expected {due}, found {found}")
    ids = await ids_of(clerk, report["import_id"])
    return {file_of(life, 0): ids[number] for number, life in enumerate(wanted.lives, start=FIRST_ROW)}
