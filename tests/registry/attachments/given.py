"""Files as they are uploaded: pictures, papers, and what only pretends to be one."""

import io
import struct
import zlib
from uuid import UUID

from PIL import Image
from sqlalchemy.ext.asyncio import AsyncEngine

from services.registry.attachments.commands import attach, attach_evidence
from services.registry.attachments.domain import Owner, Prepared
from services.registry.attachments.parameters import AnyKind, Kind, UnitKind
from services.registry.attachments.reader.preparing import prepared
from shared.command import Work
from tests.registry.books.given import given_one_of_each
from tests.registry.branch_life.given import given_branch_life
from tests.registry.given import KEYRING
from tests.registry.registrations.given import scalar

RED, BLUE = (200, 30, 30), (30, 30, 200)
_ORIENTATION, _GPS, _LATITUDE = 0x0112, 0x8825, 2
UPSIDE_DOWN = 3


def jpeg(colour: tuple[int, int, int] = RED, size: tuple[int, int] = (320, 240)) -> bytes:
    return encoded(Image.new("RGB", size, colour), "JPEG")


def telling_jpeg() -> bytes:
    """Taken upside down; it says where, and what somebody wrote into it. Its top is blue as it is to be seen."""
    picture = Image.new("RGB", (320, 240), RED)
    picture.paste(BLUE, (0, 120, 320, 240))
    exif = Image.Exif()
    exif[_ORIENTATION] = UPSIDE_DOWN
    exif.get_ifd(_GPS)[_LATITUDE] = (32.0, 31.0, 7.0)
    return encoded(picture, "JPEG", exif=exif, comment="欧阳卓群的身份证".encode())


def png(size: tuple[int, int] = (300, 200), *, transparent: bool = False) -> bytes:
    return encoded(Image.new("RGBA", size, (0, 0, 0, 0 if transparent else 255)), "PNG")


def bomb(side: int = 40_000) -> bytes:
    """A few bytes that say they are a picture of so many pixels each way."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(64))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


def pdf(text: str = "证明") -> bytes:
    return b"%PDF-1.4\n1 0 obj << /Title (" + text.encode() + b") >> endobj\ntrailer << >>\n%%EOF\n"


def encoded(picture: Image.Image, form: str, **more: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **more)
    return written.getvalue()


def picture_of(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


async def preparing(content: bytes, kind: AnyKind = Kind.DEATH) -> Prepared:
    return await prepared(io.BytesIO(content), kind)


async def attaching(work: Work, kind: Kind, owner_id: UUID, content: bytes) -> UUID:
    return await attach(work, Owner(kind, owner_id), await preparing(content, kind), keyring=KEYRING)


async def evidencing(work: Work, kind: UnitKind, owner_id: UUID, content: bytes) -> UUID:
    return await attach_evidence(work, Owner(kind, owner_id), await preparing(content, kind), keyring=KEYRING)


async def given_record(engine: AsyncEngine) -> UUID:
    await given_one_of_each(engine)
    await given_branch_life(engine)
    record: UUID = await scalar(engine, "SELECT record_id FROM branch_record")
    return record


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
