"""Run by Alembic."""

from services.reporting.database import METADATA
from shared.database.env import run_migrations

run_migrations(METADATA)
