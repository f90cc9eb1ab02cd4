"""What is done for the county's veterans.

Rooms, in the order a newcomer reads them:

- `directory`: what benefits keeps of registry's facts, learned from events: veterans, service organisations, mediators.
- `programmes`: the county's programmes as versioned data, grouped as four free and two preferential.
- `cases`: disputes and their mediation: opened → assigned → resolved, or withdrawn before that.
- `closings`: organisations that are to be closed, of which registry is told what is open there.
"""

from services.benefits import cases, closings, directory, programmes
from shared.service.room import Service

SERVICE = Service(
    __name__,
    "Benefits · 优待",
    rooms=(
        directory.ROOM,
        programmes.ROOM,
        cases.ROOM,
        closings.ROOM,
    ),
)
