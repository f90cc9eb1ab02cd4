"""Run by Alembic."""

from shared.database.env import run_migrations
from shared.database.metadata import new_metadata

run_migrations(new_metadata())
