"""Takes an uploaded file off the wire: to disk piece by piece, and no more of it than is allowed.

An endpoint reads the form itself, since FastAPI would take a body of any size before it asks who calls.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.types import Message, Receive

from shared.http.refusals import InvalidRequest
from shared.refusal import FieldFault, Refusal

# Boundaries, part headers and the other fields of the form.
FORM_BYTES = 16 * 1024
MOST_FIELDS = 4


@dataclass(frozen=True, slots=True)
class Upload:
    """The file lies in a nameless temporary file, gone when the request ends; what it was called is not asked."""

    file: BinaryIO
    fields: Mapping[str, str]


@asynccontextmanager
async def received(
    request: Request, *, most_bytes: int, too_large: Refusal, missing: Refusal
) -> AsyncIterator[Upload]:  # fmt: skip
    """The file named `file`. Raises `too_large` as soon as it is known to be, `missing`, and InvalidRequest: there are
    others."""
    most = most_bytes + FORM_BYTES
    announced = request.headers.get("content-length", "0")
    if not announced.isdigit() or int(announced) > most:
        raise too_large
    limited = Request(request.scope, _limited(request.receive, most, too_large))
    async with limited.form(max_files=1 + MOST_FIELDS, max_fields=MOST_FIELDS) as form:
        _must_be_one(form)
        file = form.get("file")
        # Of a form in which no file was chosen a browser sends one without name and content.
        if not isinstance(file, UploadFile) or not (file.filename or file.size):
            raise missing
        # The reader is another process: it needs a descriptor, not this process's buffer.
        cast(Any, file.file).rollover()
        yield Upload(file.file, {name: value for name, value in form.items() if isinstance(value, str)})


def _must_be_one(form: FormData) -> None:
    """Raises InvalidRequest."""
    files = [name for name, value in form.multi_items() if isinstance(value, UploadFile)]
    faults = [FieldFault(name, *_NOT_A_FILE) for name in dict.fromkeys(files) if name != "file"]
    if files.count("file") > 1:
        faults.append(FieldFault("file", *_ONE_FILE))
    if faults:
        raise InvalidRequest(fields=faults)


_NOT_A_FILE = ("not-a-file", "应填写文字，不能上传文件。", "Must be text, not a file.")
_ONE_FILE = ("one-file", "一次只能上传一个文件。", "One file at a time.")


def _limited(receive: Receive, most: int, too_large: Refusal) -> Receive:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > most:
            raise too_large
        return message

    return limited
