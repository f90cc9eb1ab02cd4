"""The side of the API: what is kept of an uploaded file."""

import asyncio
import tempfile
from typing import BinaryIO

import msgspec

from services.registry.attachments.domain import Prepared, judged, too_large, too_many_pixels, unreadable
from services.registry.attachments.parameters import (
    BELONGINGS,
    DECODER_SECONDS,
    DECODER_WAIT_SECONDS,
    DECODERS,
    MOST_BYTES,
    TOO_MANY_PIXELS,
    AnyKind,
    MediaType,
)
from shared.http.overload import Limiter
from shared.isolated import isolated

DECODER = "services.registry.attachments.reader.decoding"
# Each decoder may take as much memory as all the rest of this process.
_DECODING = Limiter(slots=DECODERS, wait_seconds=DECODER_WAIT_SECONDS)
_ANSWER = msgspec.msgpack.Decoder(tuple[bytes, bytes | None] | str)


async def prepared(file: BinaryIO, kind: AnyKind) -> Prepared:
    """Raises `AttachmentInvalid`, `AttachmentTooLarge`, `Overloaded`."""
    belonging = BELONGINGS[kind]
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    found = judged(content, belonging.accepted)
    if found is MediaType.PDF:
        return Prepared(found, content)
    sides = [belonging.longest_side, *filter(None, [belonging.thumbnail_side])]
    with tempfile.TemporaryFile() as apart:  # with a descriptor of its own, wherever the upload lies
        apart.write(content)
        apart.flush()
        async with _DECODING.turn():
            picture, thumbnail = await _decoded(apart, sides)
    if len(picture) > MOST_BYTES:
        raise too_large()
    return Prepared(MediaType.JPEG, picture, thumbnail)


async def _decoded(file: BinaryIO, sides: list[int]) -> tuple[bytes, bytes | None]:
    async with isolated(DECODER, *map(str, sides), file=file) as decoder:
        try:
            async with asyncio.timeout(DECODER_SECONDS):
                written, _ = await decoder.communicate()
            answer: tuple[bytes, bytes | None] | str = _ANSWER.decode(written)
        except (TimeoutError, msgspec.DecodeError) as died:  # of its limits
            raise unreadable() from died
    if isinstance(answer, str):
        raise too_many_pixels() if answer == TOO_MANY_PIXELS else unreadable()
    return answer
