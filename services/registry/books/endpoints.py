"""The county's books, over HTTP: for each the same routes."""

from services.registry.books.schemas import COUNTY
from shared.books.routes import entry_routes
from shared.http.router import Router

router = Router()

for each in COUNTY.all:
    entry_routes(router, COUNTY, each)
