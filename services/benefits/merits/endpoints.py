"""Merit bulletins over HTTP."""

from services.benefits import dependencies as asked
from services.benefits.merits.schemas import BOOKS, MERIT_BULLETINS
from shared.books.routes import entry_routes
from shared.http.router import Router

router = Router()

entry_routes(router, BOOKS, MERIT_BULLETINS, recusal=asked.recusal)
