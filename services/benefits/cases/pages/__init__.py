"""Cases as people read them (`lists`, `case`) and what they do to them (`forms`, `handover`)."""

from services.benefits.cases.pages import case, forms, handover, lists
from shared.web.page import page_router

router = page_router()
for part in (lists, handover, forms, case):
    router.include_router(part.router)
