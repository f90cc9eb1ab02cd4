"""Cases as people read them (`lists`, `case`) and what they do to them (`forms`, `handover`)."""

from services.benefits.cases.pages import case, forms, handover, lists
from shared.http.router import joined

router = joined(lists.router, handover.router, forms.router, case.router)
