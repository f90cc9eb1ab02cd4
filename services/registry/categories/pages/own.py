"""What somebody applies for with his own account, in a browser."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.responses import Response

from services.registry import dependencies as asked
from services.registry.categories.commands import apply_for_own_category, withdraw_own_category_application
from services.registry.categories.domain.holding import HoldingNotFound
from services.registry.categories.pages.showing import WORDS
from services.registry.categories.queries.story import list_own
from services.registry.categories.schemas.forms import OwnApplicationPaper
from services.registry.categories.schemas.views import OwnView
from services.registry.veterans.parameters.codes import CATEGORY
from shared.http.dependencies import Reading
from shared.web.forms import Form
from shared.web.page import Viewing, page_router
from shared.web.sent import Pressed, Sent

router = page_router()

OWN = "/me/categories"
_AT: Mapping[str, Any] = {"address": OWN, "has_file": True, "is_own": True, "proxies": ()}


@router.get(OWN)
async def show_own_categories(reading: asked.OwnCategoryReading, view: Viewing) -> Response:
    """What one has applied for, and how it stands."""
    return view.show("own-categories.html", **await _shown(reading))


@router.get(OWN + "/new")
async def show_own_application(reading: asked.OwnCategoryReading, view: Viewing, anew: UUID | None = None) -> Response:
    """The form of an application; `anew`: of which holding, whose category it has then (it stands in no address)."""
    found = {row.holding_id: row.category_code for row, _ in await list_own(reading)}
    form = Form({"category": found[anew]}) if anew in found else Form()
    return view.show("category-form.html", form=form, **_AT, **WORDS)


@router.post(OWN + "/new")
async def apply_oneself(
    work: asked.OwnCategoryApplying, registrar: asked.Registration, sent: Sent[OwnApplicationPaper]
) -> Response:
    """Hand it in, or in anew."""
    async with sent.answering("category-form.html", **_AT, **WORDS):
        await apply_for_own_category(sent.keyed(work), sent.value.application(), keyring=registrar.keyring)
    return sent.done(OWN)


@router.get(OWN + "/{holding_id}/withdrawal")
async def show_own_withdrawal(holding_id: UUID, reading: asked.OwnCategoryReading, view: Viewing) -> Response:
    """Asks whether it is to be given up."""
    return view.show("own-category-withdrawal.html", form=Form(), **await _one(reading, holding_id))


@router.post(OWN + "/{holding_id}/withdrawal")
async def withdraw_oneself(
    holding_id: UUID, reading: asked.OwnCategoryReading, work: asked.OwnCategoryApplying, sent: Sent[Pressed]
) -> Response:
    """Give it up."""
    async with sent.answering("own-category-withdrawal.html", **await _one(reading, holding_id)):
        await withdraw_own_category_application(sent.keyed(work), holding_id)
    return sent.done(OWN)


async def _one(reading: Reading, holding_id: UUID) -> Mapping[str, Any]:
    """Raises `HoldingNotFound`, also for another's."""
    own = [OwnView.of(row, given) for row, given in await list_own(reading) if row.holding_id == holding_id]
    if not own:
        raise HoldingNotFound
    return {"each": own[0], "categories": CATEGORY, **WORDS}


async def _shown(reading: Reading) -> Mapping[str, Any]:
    own = [OwnView.of(row, given) for row, given in await list_own(reading)]
    return {"own": own, "categories": CATEGORY, **WORDS}
