"""Run by Alembic."""

from services.registry.database import METADATA
from shared.database.env import run_migrations

run_migrations(METADATA)
