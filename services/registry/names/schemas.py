"""What is asked for."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.validation import RequestBody


class AccountNamesForm(RequestBody):
    """The accounts that a page shows."""

    account_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]


class NamesForm(RequestBody):
    """The persons that a page shows."""

    person_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
