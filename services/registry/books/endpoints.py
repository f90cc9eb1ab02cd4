"""The county's books, over HTTP: for each the same routes."""

from fastapi import APIRouter

from services.registry.books.schemas import COUNTY
from shared.books.routes import entry_routes

router = APIRouter()

for each in COUNTY.all:
    entry_routes(router, COUNTY, each)
