"""Health checks over HTTP."""

from fastapi import APIRouter

from services.benefits.checks.schemas import BOOKS, HEALTH_CHECKS
from shared.books.routes import entry_routes

router = APIRouter()

entry_routes(router, BOOKS, HEALTH_CHECKS)
