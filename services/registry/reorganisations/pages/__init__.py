"""Pages about units as a whole: `moving` (to another parent), `closing` (what is open, who has cleared it), `handing`
(what a unit holds goes to another one; mergers and splits)."""

from services.registry.reorganisations.pages.closing import router as closing
from services.registry.reorganisations.pages.handing import router as handing
from services.registry.reorganisations.pages.moving import router as moving
from shared.http.router import joined

router = joined(moving, closing, handing)

__all__ = ["router"]
