"""Cases as people read them (`lists`, `case`) and what they do to them (`forms`, `mending`, `handover`)."""

from services.benefits.cases.pages import case, forms, handover, lists, mending
from shared.http.router import joined

router = joined(lists.router, handover.router, forms.router, mending.router, case.router)
