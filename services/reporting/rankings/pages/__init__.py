"""Rankings in a browser.

standing   places, a month that opens to its arithmetic, and what is done with it
appeals    appeals against scores
"""

from services.reporting.rankings.pages import appeals, standing
from shared.web.page import page_router

router = page_router()
router.include_router(standing.router)
router.include_router(appeals.router)
