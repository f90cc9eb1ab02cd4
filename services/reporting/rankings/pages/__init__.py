"""Rankings in a browser.

standing   places, a month that opens to its arithmetic, and what is done with it
appeals    appeals against scores
"""

from services.reporting.rankings.pages import appeals, standing
from shared.http.router import joined

router = joined(standing.router, appeals.router)
