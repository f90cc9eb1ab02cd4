"""The empty workbook of each kind of file."""

from fastapi.responses import Response

from services.registry.imports.domain import FileMissing
from services.registry.imports.parameters import FILES, SHEETS, ImportKind
from shared.workbooks.template import workbook_answer


def template_answer(kind: ImportKind) -> Response:
    """template.xlsx of this kind. Raises `FileMissing` for one that is no file's."""
    if kind not in FILES:
        raise FileMissing
    return workbook_answer(SHEETS[kind].layout, "register" if kind is ImportKind.REGISTRATIONS else kind.value)
