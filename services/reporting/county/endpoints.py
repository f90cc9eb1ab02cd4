"""Figures taken away."""

from services.reporting.county.schemas.exported import COUNTY
from shared.export.answering import export_route
from shared.http.router import Router

router = Router(prefix="/figures", tags=["figures"])


export_route(router, "/exports", COUNTY)
