"""What is asked for."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.validation import RequestBody


class NamesForm(RequestBody):
    """The persons that a page shows."""

    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
