"""Categories in a browser: what waits for one and how it stands; what is said and decided; what
somebody applies for himself."""

from services.registry.categories.pages import deciding, own, showing
from shared.web.page import page_router

router = page_router()
router.include_router(showing.router)
router.include_router(deciding.router)
router.include_router(own.router)
