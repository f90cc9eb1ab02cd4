"""What endpoints may ask for. Figures are for those who answer for a unit, within their scope (docs/rules.md)."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Query

from shared.auth.roles import Role
from shared.command import Work
from shared.http.dependencies import Reading, commanding, reading

READERS = (Role.BUREAU_LEADER, Role.CENTRE_STAFF, Role.STATION_STAFF, Role.ROOM_STAFF, Role.AUDITOR)

FigureReading = Annotated[Reading, Depends(reading(*READERS))]
# Several statements that must agree with each other.
TreeReading = Annotated[Reading, Depends(reading(*READERS, consistent=True))]
Freezer = Annotated[Work, Depends(commanding(Role.BUREAU_LEADER, Role.CENTRE_STAFF))]

AsOf = Annotated[date | None, Query(description="last day counted, Asia/Shanghai; today when absent")]
UnitCode = Annotated[str | None, Query(description="code of the unit; your own when absent", max_length=24)]
