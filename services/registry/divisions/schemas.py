"""What the API says about divisions."""

from typing import Any, Self

from fastapi import UploadFile
from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.registry.divisions.commands import Imported
from shared.http.validation import RequestBody


class DivisionListForm(RequestBody):
    """A list handed in by form; what is wrong with its lines is named by `lines`."""

    lines: UploadFile


class ImportView(BaseModel):
    """What a list changed. Divisions it does not name stay as they are."""

    added_count: int
    changed_count: int = Field(description="name or level differs from before")
    unchanged_count: int

    @classmethod
    def of(cls, imported: Imported) -> Self:
        return cls(
            added_count=imported.added_count,
            changed_count=imported.changed_count,
            unchanged_count=imported.unchanged_count,
        )


class DivisionView(BaseModel):
    """A division and how many lie directly in it."""

    code: str = Field(description="6 county, 9 township, 12 village (GB/T 2260, GB/T 10114)")
    name: str
    parent_code: str | None = Field(description="null for the county")
    level: str = Field(description="county, subdistrict, town, township, village or community")
    children_count: int

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls(**row._mapping)
