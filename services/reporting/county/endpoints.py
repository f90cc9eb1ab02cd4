"""Figures taken away."""

from fastapi import APIRouter
from fastapi.responses import Response

from services.reporting.county.schemas.exported import COUNTY, FiguresExport, exported_figures
from services.reporting.dependencies import FigureExporter
from shared.export.taking import answering_a_file, as_workbook

router = APIRouter(prefix="/figures", tags=["figures"])


@router.post("/exports", response_class=Response, responses=answering_a_file(401, 403, 404))
async def post_figures_export(form: FiguresExport, work: FigureExporter) -> Response:
    """The figures of a unit and of those directly below it as XLSX, for a purpose · 导出指标"""
    return as_workbook(COUNTY, await exported_figures(work, form))
