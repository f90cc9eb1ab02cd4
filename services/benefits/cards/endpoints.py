"""Preferential cards over HTTP."""

from fastapi import APIRouter

from services.benefits.cards.schemas import BOOKS, CARDS
from shared.books.routes import entry_routes

router = APIRouter()

entry_routes(router, BOOKS, CARDS)
