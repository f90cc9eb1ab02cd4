"""Cases as people read them (`lists`, `case`) and what they do to them (`forms`, `mending`, `handover`, `many`)."""

from services.benefits.cases.pages import case, forms, handover, lists, many, mending
from shared.http.router import joined

router = joined(lists.router, handover.router, many.router, forms.router, mending.router, case.router)
