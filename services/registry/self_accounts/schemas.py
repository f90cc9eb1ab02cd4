"""One's own account, as the API shows it."""

from uuid import UUID

from pydantic import BaseModel, Field


class OwnFileView(BaseModel):
    """Whose own account it is."""

    person_id: UUID
    surname: str | None = Field(description="masked; null: what was known of the person was erased")


class RecusalView(BaseModel):
    """The persons on whom the caller decides nothing, nor on their kin."""

    person_id: UUID | None = Field(description="the caller himself; null: it is not known who he is")
    other_files: list[UUID] = Field(description="of the same person: merged into one another, whoever was told of it")
    stood_in_for: list[UUID] = Field(description="those whom the caller stands in for, by all of their files")
