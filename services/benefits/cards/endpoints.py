"""Preferential cards over HTTP."""

from services.benefits import dependencies as asked
from services.benefits.cards.schemas import BOOKS, CARDS
from shared.books.routes import entry_routes
from shared.http.router import Router

router = Router()

entry_routes(router, BOOKS, CARDS, recusal=asked.recusal)
