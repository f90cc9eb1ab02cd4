"""A client as a browser: it keeps the session in a cookie, and says where a request comes from."""

import re
from collections.abc import Iterable
from html import unescape

import httpx2
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from shared.http.browser import PageRoute

BROWSER = {"Accept": "text/html", "Sec-Fetch-Site": "same-origin"}


def as_browser(client: httpx2.AsyncClient) -> httpx2.AsyncClient:
    """The same client with its token in the cookie of a browser that came to sign in."""
    token = client.headers.pop("Authorization").removeprefix("Bearer ")
    client.cookies.set("session", token)
    client.headers.update(BROWSER)
    return client


def words_of(page: httpx2.Response) -> str:
    """What a reader sees of a page, in one line."""
    body = page.text.partition("<main")[2].partition(">")[2]
    return " ".join(re.sub(r"<[^>]*>", " ", body).split())


def links_of(page: httpx2.Response) -> set[str]:
    """Where the links of the page lead."""
    return {unescape(path) for path in re.findall(r'href="(/[^"#]*)"', page.text)}


def accounts_on(page: httpx2.Response) -> set[str]:
    """Whom the page names as having done something."""
    return set(re.findall(r'data-account="([^"]+)"', page.text))


async def crawled(
    browser: httpx2.AsyncClient, start: str, *, below: str | tuple[str, ...], narrowed: bool = True
) -> dict[str, int]:
    """Every page below that path which can be reached from the first, with the status it was answered by.

    Not `narrowed`: what leads from a list to the same one with other filters is left alone; those of the audit breed.
    """
    opened: dict[str, int] = {}
    to_open = {start}
    while to_open:
        path = to_open.pop()
        page = await browser.get(path)
        opened[path] = page.status_code
        here = f"{path.partition('?')[0]}?"
        found = {link for link in links_of(page) if link.startswith(below) and link not in opened}
        to_open |= {link for link in found if narrowed or not link.startswith(here)}
    return opened


def unreached(app: FastAPI, opened: Iterable[str]) -> set[str]:
    """The paths of the application's pages that none of the opened addresses leads to."""
    pages = {
        str(context.path): re.compile(re.sub(r"\{[^}]*\}", "[^/]+", str(context.path)))
        for context in iter_route_contexts(app.routes)
        if isinstance(context.original_route, PageRoute) and "GET" in (context.methods or ())
    }
    addresses = {path.partition("?")[0] for path in opened}
    reached = {next((path for path, shape in pages.items() if shape.fullmatch(each)), "") for each in addresses}
    return set(pages) - reached
