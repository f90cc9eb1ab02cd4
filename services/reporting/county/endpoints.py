"""Figures taken away."""

from fastapi import APIRouter

from services.reporting.county.schemas.exported import COUNTY
from shared.export.answering import export_route

router = APIRouter(prefix="/figures", tags=["figures"])


export_route(router, "/exports", COUNTY)
