"""One's own account, as the API shows it."""

from uuid import UUID

from pydantic import BaseModel, Field


class OwnFileView(BaseModel):
    """Whose own account it is."""

    person_id: UUID
    surname: str | None = Field(description="masked; null: what was known of the person was erased")
