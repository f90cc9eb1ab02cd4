"""Run by Alembic."""

from services.notifications.database import METADATA
from shared.database.env import run_migrations

run_migrations(METADATA)
