"""Health checks over HTTP."""

from services.benefits.checks.schemas import BOOKS, HEALTH_CHECKS
from shared.books.routes import entry_routes
from shared.http.router import Router

router = Router()

entry_routes(router, BOOKS, HEALTH_CHECKS)
