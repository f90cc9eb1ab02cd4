"""One's own account, as the API shows it."""

from uuid import UUID

from pydantic import BaseModel


class OwnFileView(BaseModel):
    """Whose own account it is."""

    person_id: UUID
