"""Decodes a picture and makes it anew, in a process of its own, which is gone afterwards.

What is kept is what a picture shows: not where and with what it was taken, nor what else was hidden in the file.
`python -m services.registry.attachments.reader.decoding LONGEST [THUMBNAIL]`: the picture on standard input,
MessagePack on standard output: `[content, thumbnail or nil]`, or why there is none: `TOO_MANY_PIXELS`, `UNREADABLE`.
"""

import io
import sys
import warnings
from typing import BinaryIO

import msgspec
from PIL import Image, ImageOps

from services.registry.attachments.parameters import (
    DECODER_MEMORY_BYTES,
    DECODER_SECONDS,
    MOST_PIXELS,
    TOO_MANY_PIXELS,
    UNREADABLE,
)
from shared.isolated import limit_this_process

_QUALITY = 85
# Of others (16 bits of grey, floating point) a conversion would keep next to nothing, and nobody would notice.
_MODES = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "CMYK", "YCbCr"})
Anew = tuple[bytes, bytes | None]


def made_anew(file: BinaryIO, longest_side: int, thumbnail_side: int | None) -> Anew | str:
    """The picture as JPEG, no side longer than that, and its thumbnail; or why not."""
    try:
        with Image.open(file, formats=("JPEG", "PNG")) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:  # before it is unpacked
                return TOO_MANY_PIXELS
            if picture.mode not in _MODES:
                return UNREADABLE
            shown = _shown(picture, longest_side)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return TOO_MANY_PIXELS
    except Exception:  # whatever a stranger's bytes make of a decoder
        return UNREADABLE
    small = None if thumbnail_side is None else _encoded(ImageOps.contain(shown, (thumbnail_side, thumbnail_side)))
    return _encoded(shown), small


def _shown(picture: Image.Image, longest_side: int) -> Image.Image:
    """What one sees of it, upright, on white, and nothing that it carried besides."""
    picture.draft("RGB", (longest_side, longest_side))  # a JPEG is unpacked no larger than needed
    is_translucent = picture.mode in {"LA", "PA", "RGBA"} or "transparency" in picture.info
    kept = "RGBA" if is_translucent else "RGB"
    seen = picture if picture.mode == kept else picture.convert(kept)
    seen.thumbnail((longest_side, longest_side))
    upright = ImageOps.exif_transpose(seen)
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright if is_translucent else None)
    return plain


def _encoded(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()


def main(longest_side: int, thumbnail_side: int | None) -> None:
    limit_this_process(DECODER_MEMORY_BYTES, DECODER_SECONDS)
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    answer = made_anew(sys.stdin.buffer, longest_side, thumbnail_side)
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
