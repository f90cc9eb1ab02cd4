"""What volunteer teams do, and how their time is counted."""

from collections.abc import Mapping

from shared.events.service_codes import VOLUNTEER_TASK
from shared.language import Named

TASKS: Mapping[str, Named] = VOLUNTEER_TASK.by_code()

MINUTES_OF_A_STEP = 30  # hours are written in halves
MOST_HOURS = 24
MOST_PARTICIPANTS = 500

# Why somebody left whose team ended.
WITH_THE_TEAM = "团队终止"
# Why somebody left who left the county.
LEFT = "迁出本县"
