"""Whatever changes something must come from a page of this site."""

from fastapi import Request

from shared.refusal import Forbidden

HARMLESS = frozenset({"GET", "HEAD"})


class CrossSite(Forbidden):
    code = "cross-site-request"
    zh = "该操作不是从本系统的页面发出的，已拒绝。"
    en = "This did not come from a page of this system and was refused."


async def same_site(request: Request) -> None:
    """Raises CrossSite. GET changes nothing, so it may come from anywhere: a link in a message must open."""
    if request.method not in HARMLESS and not _is_from_here(request):
        raise CrossSite


def _is_from_here(request: Request) -> bool:
    """Browsers say so in a header that no script can set; those that lack it name the origin."""
    said = request.headers.get("sec-fetch-site")
    if said is not None:
        return said == "same-origin"
    return request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host', '')}"
