"""Whom a form names: by the number of the file, or by the identity number, as a workbook does."""

from datetime import date
from typing import Any

from shared.http.refusals import InvalidRequest
from shared.http.registry import Registry
from shared.web.sent import Received
from shared.workbooks.drafts import fault
from shared.workbooks.persons import file_meant


async def mean_a_file(sent: Received[Any], field: str, registry: Registry, *, today: date) -> None:
    """The file stands in the form, in place of an identity number. Raises InvalidRequest for what is neither or is
    nobody's, and what asking registry does."""
    for typed in sent.typed(field):
        if typed.strip():
            meant = await file_meant(typed, registry, today=today)
            if isinstance(meant, str):
                raise InvalidRequest(fields=[fault(field, meant)])
            sent.mean(field, str(meant))
