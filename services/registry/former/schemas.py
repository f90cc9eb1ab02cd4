"""What the API takes of a record that is taken back, or whose end is."""

from pydantic import Field

from shared.http.validation import Reason, RequestBody


class TakingBackPaper(RequestBody):
    """Why something that was recorded is taken back, as people fill it in."""

    reason: Reason = Field(description="without personal data")


class TakingBackForm(TakingBackPaper):
    """Why something that was recorded is taken back."""

    version: int | None = Field(None, ge=1, description="the version that was decided on")
