"""Templates over HTTP."""

from services.notifications.dependencies import TemplateReading
from services.notifications.templates.parameters import TEMPLATES
from services.notifications.templates.schemas import TemplateView
from shared.http.router import Router

router = Router(tags=["templates"])


@router.get("/templates")
async def list_templates(_reading: TemplateReading) -> list[TemplateView]:
    """Every text people may be sent, with its purpose and legal basis · 通知模板"""
    return [TemplateView.of(template) for template in TEMPLATES.values()]
