"""What stands on a letter, as PDF."""

from io import BytesIO

from pypdf import PdfReader


def words_on(content: bytes) -> str:
    """All pages of it, without the line ends and spaces that the setting makes."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())
