"""Objections as the API takes them."""

from pydantic import BaseModel, Field

from shared.http.validation import Day, Flag, Reason, RequestBody


class ObjectionPaper(RequestBody):
    """What somebody objects."""

    said: Reason
    raised_on: Day = Field(description="not after today")


class SettlementPaper(RequestBody):
    """What was found of an objection."""

    settled_on: Day = Field(description="not after today")
    is_upheld: Flag
    found: Reason


class ObjectionMade(BaseModel):
    """The objection that was taken down."""

    number: int
