"""What the API says about a list of units."""

from typing import Self

from pydantic import BaseModel, Field

from services.registry.unit_lists.commands import Taken


class UnitListView(BaseModel):
    """What a list changed."""

    added_count: int
    present_count: int = Field(description="there already; they stay as they are, also those renamed or closed since")

    @classmethod
    def of(cls, taken: Taken) -> Self:
        return cls(added_count=taken.added_count, present_count=taken.present_count)
