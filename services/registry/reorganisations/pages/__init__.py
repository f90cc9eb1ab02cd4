"""Pages about units as a whole: `moving` (to another parent), `closing` (what is open, who has cleared it), `handing`
(what a unit holds goes to another one; mergers and splits)."""

from services.registry.reorganisations.pages.closing import router as closing
from services.registry.reorganisations.pages.handing import router as handing
from services.registry.reorganisations.pages.moving import router as moving
from shared.web.page import page_router

router = page_router()
for _part in (moving, closing, handing):
    router.include_router(_part)

__all__ = ["router"]
