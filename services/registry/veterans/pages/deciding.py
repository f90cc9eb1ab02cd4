"""`shared.web.deciding` for pages about persons, whose names are sealed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import APIRouter
from pydantic import BaseModel

from services.registry.dependencies import Configuration, Registration
from services.registry.settings import Registrar, Settings
from shared.language import Text
from shared.web import deciding as shared
from shared.web.standing import Standing

REFUSAL = Text("驳回", "Refuse")
WITHDRAWAL = Text("撤回", "Withdraw")

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Known:
    """What reading a person takes besides."""

    registrar: Registrar
    settings: Settings


async def known(registrar: Registration, settings: Configuration) -> Known:
    """The dependency."""
    return Known(registrar, settings)


Matter = shared.Matter[Known]
Decided = shared.Decided[Known, T]
Shown = Callable[[Matter], Awaitable[Mapping[str, Any]]]
Stands = Callable[[Matter], Awaitable[Standing]]
Act = Callable[[Decided[T]], Awaitable[str]]


def deciding(
    router: APIRouter,
    path: str,
    permission: str,
    paper: type[T],
    template: str,
    *,
    shown: Shown,
    stands: Stands | None = None,
    **words: Any,
) -> Callable[[Act[T]], Act[T]]:
    """The two pages at `path`."""
    return shared.deciding(
        router, path, permission, paper, template, shown=shown, stands=stands, knowing=known, **words
    )  # fmt: skip
