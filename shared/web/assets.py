"""Static files. Their addresses hold their digest, so a browser keeps each for ever and never an old one."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fastapi import Response

from shared.http.dependencies import public
from shared.http.refusals import NoSuchAddress
from shared.http.router import Router

FOLDER = Path(__file__).with_name("static")
MEDIA = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
# One file where two would be fetched for every page.
JOINED: Mapping[str, tuple[str, ...]] = {"site.js": ("vendor/htmx-2.0.11.min.js", "site.js")}
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file: its address and what is sent."""

    path: str
    media: str
    content: bytes


def _read(file: Path) -> Asset:
    parts = JOINED.get(file.name, (file.relative_to(FOLDER).as_posix(),))
    content = b"\n".join((FOLDER / part).read_bytes() for part in parts)
    digest = hashlib.sha256(content).hexdigest()[:12]
    return Asset(f"/static/{file.stem}.{digest}{file.suffix}", MEDIA[file.suffix], content)


ASSETS: Mapping[str, Asset] = {
    file.relative_to(FOLDER).as_posix(): _read(file) for file in sorted(FOLDER.rglob("*")) if file.suffix in MEDIA
}
_BY_PATH = {asset.path: asset for asset in ASSETS.values()}


def asset(name: str) -> str:
    """The address of `site.css` or `site.js`. Raises KeyError for a file that is not there."""
    return ASSETS[name].path


router = Router(include_in_schema=False, dependencies=[public()])


@router.get("/static/{name}")
async def get_asset(name: str) -> Response:
    """A static file; every service has the same."""
    found = _BY_PATH.get(f"/static/{name}")
    if found is None:
        raise NoSuchAddress
    return Response(found.content, media_type=found.media, headers=FOR_EVER)
