"""The days' work in a browser.

months     a month as a grid of stations and days
reports    who has handed in, the sheet of a station, its editions
rooms      what rooms hand in to their station
"""

from services.reporting.daily_reports.pages import months, reports, rooms
from shared.http.router import joined

router = joined(months.router, rooms.router, reports.router)
