"""What is looked for."""

from pydantic import Field

from services.registry.network.schemas import OrgCode
from shared.http.pages import LONGEST_CURSOR
from shared.http.validation import RequestBody
from shared.privacy.personal import Personal


class SoughtForm(RequestBody):
    """What is typed into the box of the top bar, or into the form of a search."""

    sought: Personal = Field(description="a name or its initials; an identity number; a file number or its last eight")
    unit: OrgCode | None = Field(None, description="of those with the name, who is registered there or below")
    cursor: str | None = Field(None, max_length=LONGEST_CURSOR, description="`next` of the page before")
