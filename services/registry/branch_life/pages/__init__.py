"""Branch life in a browser: `many` records at once, `records` one by one, with a year's grid and what is overdue."""

from services.registry.branch_life.pages import many, records
from shared.http.router import joined

router = joined(many.router, records.router)
