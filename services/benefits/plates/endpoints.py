"""Honour plates over HTTP."""

from fastapi import APIRouter

from services.benefits.plates.schemas import BOOKS, HONOUR_PLATES
from shared.books.routes import entry_routes

router = APIRouter()

entry_routes(router, BOOKS, HONOUR_PLATES)
