"""What the API takes and says about units that are moved."""

from pydantic import Field

from services.registry.network.schemas import OrgCode
from shared.http.validation import Day, Reason, RequestBody


class MovePaper(RequestBody):
    """Another parent, as people fill it in."""

    parent_code: OrgCode = Field(description="the unit above from then on")
    moved_on: Day | None = Field(None, description="today in Shanghai unless said otherwise")
    document: Reason = Field(description="kind and number of the document; without personal data")


class MoveForm(MovePaper):
    """Another parent."""

    version: int | None = Field(None, description="of the unit, as it was decided on")


class MoveRevocationPaper(RequestBody):
    """Why a move is taken back, as people fill it in."""

    document: Reason = Field(description="what shows that it was recorded wrongly; without personal data")


class MoveRevocationForm(MoveRevocationPaper):
    """Why a move is taken back."""

    version: int | None = Field(None, description="of the unit, as it was decided on")
