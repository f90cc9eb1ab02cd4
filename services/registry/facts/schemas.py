"""What the API takes and says about facts of files."""

from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.registry.facts.parameters import MOST_AT_ONCE, PurposeCode
from services.registry.facts.queries import FileFacts
from shared.http.validation import RequestBody


class FactsForm(RequestBody):
    """Of whom something is to be known, and what for."""

    purpose: PurposeCode
    person_ids: list[UUID] = Field(min_length=1, max_length=MOST_AT_ONCE)


class SaidView(BaseModel):
    """What a file says, in clear. Persons without one are missing."""

    person_id: UUID
    fields: dict[str, str] = Field(
        description="by name of the field; a date as far as it is known; what the file does not say is missing"
    )

    @classmethod
    def of(cls, said: FileFacts) -> Self:
        return cls(person_id=said.person_id, fields=said.fields)
