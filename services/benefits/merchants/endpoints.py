"""Agreements with merchants over HTTP."""

from fastapi import APIRouter

from services.benefits.merchants.schemas import AGREEMENTS, BOOKS
from shared.books.routes import entry_routes

router = APIRouter()

entry_routes(router, BOOKS, AGREEMENTS)
