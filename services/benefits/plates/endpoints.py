"""Honour plates over HTTP."""

from services.benefits import dependencies as asked
from services.benefits.plates.schemas import BOOKS, HONOUR_PLATES
from shared.books.routes import entry_routes
from shared.http.router import Router

router = Router()

entry_routes(router, BOOKS, HONOUR_PLATES, recusal=asked.recusal)
