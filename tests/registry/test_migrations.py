"""The registry's migrations, forth and back."""

from collections.abc import Sequence

import asyncpg

from deploy.embedded.postgres import Postgres
from shared.database.migrating import migrate
from tests.databases import Databases

TABLES = (
    "SELECT table_schema || '.' || table_name FROM information_schema.tables"
    " WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
)


async def tables(postgres: Postgres, database: str) -> Sequence[str]:
    connection = await asyncpg.connect(postgres.admin_url(database))
    try:
        return [row[0] for row in await connection.fetch(TABLES)]
    finally:
        await connection.close()


class TestTheMigrations:
    async def test_leave_nothing_behind_when_undone_and_can_be_done_again(
        self, databases: Databases, postgres: Postgres
    ) -> None:
        settings = await databases.create("registry_moves", "services.registry")
        whole = await tables(postgres, "registry_moves")
        assert {"public.account", "public.division", "public.org_unit", "public.party_organisation"} <= set(whole)
        await migrate(settings, "services.registry", "base")
        assert await tables(postgres, "registry_moves") == ["public.alembic_version"]
        await migrate(settings, "services.registry")
        assert await tables(postgres, "registry_moves") == whole

    async def test_can_be_undone_to_the_kernel(self, databases: Databases, postgres: Postgres) -> None:
        await databases.create("registry_kernel", "services.registry", "0001")
        kernel = await tables(postgres, "registry_kernel")
        settings = await databases.create("registry_back", "services.registry", "0002")
        await migrate(settings, "services.registry", "-1")
        assert await tables(postgres, "registry_back") == kernel
