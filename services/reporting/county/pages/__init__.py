"""The county in a browser: its figures (`figures`), and what waits for the reader (`due`)."""

from services.reporting.county.pages import due, figures
from shared.http.router import joined

router = joined(figures.router, due.router)
