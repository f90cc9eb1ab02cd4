"""What somebody is told of his own file."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from services.registry.veterans.queries.files import files_of, opened
from shared.privacy.keyring import Keyring
from shared.privacy.personal import PersonName


async def find_surname(connection: AsyncConnection, person_id: UUID, keyring: Keyring) -> str | None:
    """His surname, and nothing else of the name; None once his key is gone."""
    row = (await connection.execute(files_of([person_id]))).one_or_none()
    if row is None or row.wrapped is None:
        return None
    name = opened(row, keyring, ("name",)).get("name")
    return name.surname() if isinstance(name, PersonName) else None
