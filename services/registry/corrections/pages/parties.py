"""Name or number of who is known as a party to cases alone, in a browser."""

from collections.abc import Mapping
from typing import Any

from services.registry.case_parties.pages import standing_of
from services.registry.case_parties.queries import get_party
from services.registry.case_parties.schemas import PartyView
from services.registry.corrections.commands import correct_party_identity
from services.registry.corrections.schemas import PartyIdentityPaper
from services.registry.veterans.pages.deciding import Decided, Matter, deciding
from shared.web.page import page_router

router = page_router()


async def _named(matter: Matter) -> Mapping[str, Any]:
    each = PartyView.of(await get_party(matter.reading, matter.about, matter.known.registrar.keyring))
    return {"each": each, "back": f"/registry/cases/{each.case_id}/parties"}


@deciding(
    router,
    "/registry/case-parties/{party_id}/identity",
    "cases.open",
    PartyIdentityPaper,
    "party-identity.html",
    shown=_named,
    stands=standing_of,
)
async def correct(decided: Decided[PartyIdentityPaper]) -> str:
    """Correct one of them, or both, in all of his cases."""
    facts: Mapping[str, Any] = {"document": decided.said.document, "version": decided.version}
    most, registrar = decided.known.settings.searches_an_hour, decided.known.registrar
    await correct_party_identity(
        decided.work, decided.about, decided.said.right(), registrar=registrar, most_an_hour=most, **facts
    )
    back: str = decided.shown["back"]
    return back
