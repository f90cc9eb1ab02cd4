"""What is asked of a service whose digest of a unit differs."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared.http.validation import RequestBody

MOST_ASKED = 5_000


class PersonsAsked(RequestBody):
    """Those at the unit, now or before, and these besides, wherever they are."""

    org_path: Annotated[
        str, Field(pattern=r"^[0-9A-Za-z_]+(\.[0-9A-Za-z_]+)*$", max_length=200, description="path of the unit")
    ]
    person_ids: Annotated[list[UUID], Field(max_length=MOST_ASKED)]
