"""Tasks go with their unit, and who is named in minutes."""

from services.reporting.dispatches.tables import DISPATCH_TASK, DISPATCH_UNIT
from shared.auth.moved import following

DISPATCHES_FOLLOW = following("dispatches-follow", DISPATCH_TASK.c.org_path, DISPATCH_UNIT.c.org_path)
