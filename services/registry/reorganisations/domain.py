"""A unit at another place (pure)."""

from dataclasses import replace
from datetime import date

from services.registry.network.domain import OrgUnit
from shared.refusal import Conflict


class NoMove(Conflict):
    """Nothing to take back."""

    code = "no-org-unit-move"
    zh = "该机构没有可撤回的隶属调整。"
    en = "The unit was never moved, so there is no move to take back."


class ReturnBlocked(Conflict):
    """Where it stood before, it cannot stand again: that unit was closed since, or now stands below this one."""

    code = "org-unit-return-blocked"
    zh = "原上级机构已撤销，或者现隶属于该机构，不能撤回；请另行登记隶属调整。"
    en = "The unit above from before was closed since, or stands below this one now. Record another move instead."


def placed_under(unit: OrgUnit, parent: OrgUnit, *, since: date | None) -> OrgUnit:
    """The unit below that one; `since` None: as it was established."""
    return replace(
        unit,
        parent_code=parent.org_code,
        org_path=f"{parent.org_path}.{unit.org_code}",
        moved_on=since,
        version=unit.version + 1,
    )
