"""Takes the uploaded file off the wire: to disk piece by piece, and no more of it than is allowed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message, Receive

from services.registry.imports.domain import FileMissing, FileTooLarge

# Boundaries, part headers and the other fields of the form.
FORM_BYTES = 16 * 1024
_DRY_RUN = {"true": True, "false": False}

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
                        "dry_run": {
                            "type": "boolean",
                            "default": False,
                            "description": "judge every row, register nobody",
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
    dry_run: bool
    key: str | None  # that of a form; programs send theirs in a header


@asynccontextmanager
async def received(request: Request, *, most_bytes: int) -> AsyncIterator[Upload]:
    """The upload. Raises `FileTooLarge` as soon as it is known to be, `FileMissing`."""
    too_large = FileTooLarge(limit_mb=most_bytes >> 20)
    most = most_bytes + FORM_BYTES
    announced = request.headers.get("content-length", "0")
    if not announced.isdigit() or int(announced) > most:
        raise too_large
    limited = Request(request.scope, _limited(request.receive, most, too_large))
    async with limited.form(max_files=1, max_fields=4) as form:
        file, dry_run = form.get("file"), _DRY_RUN.get(str(form.get("dry_run", "false")).lower())
        if not isinstance(file, UploadFile) or dry_run is None:
            raise FileMissing
        # The reader is another process: it needs a descriptor, not this process's buffer.
        cast(Any, file.file).rollover()
        key = form.get("idempotency_key")
        yield Upload(file.file, dry_run, key if isinstance(key, str) else None)


def _limited(receive: Receive, most: int, too_large: FileTooLarge) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise too_large
        return message

    return limited
