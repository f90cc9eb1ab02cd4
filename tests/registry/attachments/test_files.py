"""What is taken is judged by what it is; a picture is made anew, and shows what it showed and tells nothing else."""

import io
import zipfile
from uuid import UUID

import pytest
from PIL import Image

from services.registry.attachments.domain import AttachmentInvalid, AttachmentTooLarge
from services.registry.attachments.parameters import MOST_BYTES, Kind
from tests.registry.attachments.given import bomb, encoded, jpeg, pdf, picture_of, png, preparing, telling_jpeg
from tests.registry.given import KEYRING
from tests.registry.persons import codes_of

ONE, OTHER = UUID(int=1), UUID(int=2)
_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
_PAGE = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def zipped() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("run.js", "alert(1)")
    return written.getvalue()


class TestAPicture:
    async def test_is_kept_as_it_is_seen_without_what_it_tells_of_place_device_and_writer(self) -> None:
        sent = telling_jpeg()
        assert "身份证".encode() in sent
        assert picture_of(sent).getexif()
        kept = await preparing(sent)
        shown = picture_of(kept.content)
        assert (kept.media_type, shown.format, shown.size) == ("image/jpeg", "JPEG", (320, 240))
        assert not shown.getexif()
        assert "comment" not in shown.info
        assert "身份证".encode() not in kept.content
        assert colour_at(shown, 160, 20) == "blue"
        assert colour_at(shown, 160, 220) == "red"

    async def test_of_another_format_is_kept_as_jpeg_on_white(self) -> None:
        kept = await preparing(png(transparent=True))
        shown = picture_of(kept.content)
        assert (kept.media_type, shown.format, shown.getpixel((5, 5))) == ("image/jpeg", "JPEG", (255, 255, 255))
        grey = await preparing(encoded(Image.new("P", (40, 40)), "PNG"))
        assert picture_of(grey.content).size == (40, 40)

    async def test_is_no_larger_than_needed_and_has_a_thumbnail_if_it_is_a_photograph(self) -> None:
        document, photograph = [
            await preparing(jpeg(size=(4_000, 3_000)), kind) for kind in (Kind.DEATH, Kind.PHOTOGRAPH)
        ]
        assert picture_of(document.content).size == (2_560, 1_920)
        assert document.thumbnail is None
        assert picture_of(photograph.content).size == (1_024, 768)
        assert photograph.thumbnail is not None
        assert picture_of(photograph.thumbnail).size == (200, 150)

    async def test_of_as_many_pixels_as_allowed_is_taken(self) -> None:
        kept = await preparing(encoded(Image.new("L", (8_000, 8_000), 255), "PNG"))
        assert picture_of(kept.content).size == (2_560, 2_560)

    @pytest.mark.parametrize("side", [8_001, 40_000, 2**31 - 1])
    async def test_that_would_unpack_to_too_much_is_not_unpacked(self, side: int) -> None:
        with pytest.raises(AttachmentInvalid) as refused:
            await preparing(bomb(side))
        assert codes_of(refused.value) == {"file": "too-many-pixels"}

    @pytest.mark.parametrize(
        "content",
        [
            jpeg()[:300],
            b"\xff\xd8\xff" + _PAGE,
            bomb(200),
            encoded(Image.new("I;16", (9, 9)), "PNG"),
            b"\x89PNG\r\n\x1a\n",
        ],
        ids=["cut off", "a page behind three bytes", "without its pixels", "16 bits of grey", "nothing but the magic"],
    )
    async def test_that_cannot_be_read_is_refused(self, content: bytes) -> None:
        with pytest.raises(AttachmentInvalid) as refused:
            await preparing(content)
        assert codes_of(refused.value) == {"file": "unreadable"}

    @pytest.mark.parametrize("hidden", [_PAGE, zipped(), _SVG], ids=["page", "archive", "drawing"])
    async def test_that_is_something_else_as_well_is_kept_as_a_picture_alone(self, hidden: bytes) -> None:
        kept = await preparing(jpeg() + hidden)
        assert b"alert" not in kept.content
        assert not zipfile.is_zipfile(io.BytesIO(kept.content))
        assert kept.content == (await preparing(jpeg())).content


class TestAFile:
    @pytest.mark.parametrize(
        "content", [_SVG, _PAGE, zipped(), b"GIF89a" + bytes(40), b"", b" " + jpeg(), _PAGE + pdf()],
        ids=["drawing", "page", "archive", "gif", "nothing", "not from the first byte", "a page with a pdf in it"],
    )  # fmt: skip
    async def test_of_another_kind_is_refused_whatever_it_is_called(self, content: bytes) -> None:
        with pytest.raises(AttachmentInvalid) as refused:
            await preparing(content)
        assert codes_of(refused.value) == {"file": "not-accepted"}

    async def test_that_is_too_large_is_refused(self) -> None:
        with pytest.raises(AttachmentTooLarge) as refused:
            await preparing(b"\xff\xd8\xff" + bytes(MOST_BYTES))
        assert codes_of(refused.value) == {"file": "too-large"}


class TestAPaper:
    async def test_is_kept_as_it_is(self) -> None:
        kept = await preparing(pdf())
        assert (kept.media_type, kept.content, kept.thumbnail) == ("application/pdf", pdf(), None)

    async def test_is_no_photograph(self) -> None:
        with pytest.raises(AttachmentInvalid) as refused:
            await preparing(pdf(), Kind.PHOTOGRAPH)
        assert codes_of(refused.value) == {"file": "not-accepted"}

    @pytest.mark.parametrize(
        "content", [pdf() + zipped(), b"%PDF-1.4\n" + _PAGE + pdf(), pdf()[:-8], b"%PDF-1.4\n" + _SVG + b"%%EOF"],
        ids=["and an archive", "and a page", "without its end", "and a drawing"],
    )  # fmt: skip
    async def test_that_is_something_else_as_well_is_refused(self, content: bytes) -> None:
        with pytest.raises(AttachmentInvalid) as refused:
            await preparing(content)
        assert codes_of(refused.value) == {"file": "not-only-a-pdf"}


class TestADigest:
    def test_is_of_one_persons_key_and_stays_when_that_is_wrapped_anew(self) -> None:
        """Whoever has the table cannot try whether a file that he knows is there, nor see whose have the same."""
        key, wrapped = KEYRING.new_key(ONE)
        digest = key.digest(b"content")
        assert digest == KEYRING.unwrap(KEYRING.rewrap(wrapped, ONE), ONE).digest(b"content")
        assert digest not in {key.digest(b"contents"), KEYRING.new_key(OTHER)[0].digest(b"content")}


def colour_at(picture: Image.Image, x: int, y: int) -> str:
    pixel = picture.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return "red" if pixel[0] > pixel[2] else "blue"
