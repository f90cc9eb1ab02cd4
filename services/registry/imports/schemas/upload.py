"""An uploaded register, off the wire."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from starlette.requests import Request

from services.registry.imports.domain import FileMissing
from services.registry.imports.parameters import FILES, ImportKind
from shared.http import uploads
from shared.workbooks.refusals import FileTooLarge

_DRY_RUN = {"true": True, "false": False}
_KINDS = {str(kind): kind for kind in FILES}

# For OpenAPI: the endpoint reads the form itself, since FastAPI would take a body of any size before it asks who calls.
FORM_SCHEMA: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "XLSX or CSV"},
                        "kind": {
                            "type": "string",
                            "enum": [str(kind) for kind in FILES],
                            "default": str(ImportKind.REGISTRATIONS),
                            "description": "persons to be registered, or what is to be done to registered ones",
                        },
                        "dry_run": {
                            "type": "boolean",
                            "default": False,
                            "description": "judge every row, do nothing",
                        },
                    },
                }
            }
        },
    }
}


@dataclass(frozen=True, slots=True)
class Upload:
    """The file lies in a nameless temporary file, gone when the request ends."""

    file: BinaryIO
    kind: ImportKind
    dry_run: bool
    key: str | None  # that of a form; programs send theirs in a header


@asynccontextmanager
async def received(request: Request, *, most_bytes: int) -> AsyncIterator[Upload]:
    """The upload. Raises `FileTooLarge` as soon as it is known to be, `FileMissing`."""
    too_large, missing = FileTooLarge(limit_mb=most_bytes >> 20), FileMissing()
    async with uploads.received(request, most_bytes=most_bytes, too_large=too_large, missing=missing) as sent:
        dry_run = _DRY_RUN.get(sent.fields.get("dry_run", "false").lower())
        kind = _KINDS.get(sent.fields.get("kind", ImportKind.REGISTRATIONS))
        if dry_run is None or kind is None:
            raise missing
        yield Upload(sent.file, kind, dry_run, sent.fields.get("idempotency_key"))
