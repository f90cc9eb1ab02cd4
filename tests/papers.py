"""What stands on a letter, as PDF."""

from io import BytesIO

import httpx2
from pypdf import PdfReader


def words_on(content: bytes) -> str:
    """All pages of it, without the line ends and spaces that the setting makes."""
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).split())


async def printed(client: httpx2.AsyncClient, path: str) -> str:
    """What stands on the letter."""
    answer = await client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
    return words_on(answer.content)


async def only(client: httpx2.AsyncClient, path: str, key: str) -> str:
    """The id of the only record there."""
    found = (await client.get(path)).json()
    [each] = found["items"] if isinstance(found, dict) else found
    return str(each[key])
