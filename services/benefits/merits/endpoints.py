"""Merit bulletins over HTTP."""

from fastapi import APIRouter

from services.benefits.merits.schemas import BOOKS, MERIT_BULLETINS
from shared.books.routes import entry_routes

router = APIRouter()

entry_routes(router, BOOKS, MERIT_BULLETINS)
