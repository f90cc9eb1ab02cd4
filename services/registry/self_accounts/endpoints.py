"""Accounts of veterans for their own affairs."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.accounts.queries import get_own_person
from services.registry.accounts.schemas import SlipView
from services.registry.kin.queries import recusal_by_all_files
from services.registry.self_accounts.commands import open_self_account, reissue_self_activation
from services.registry.self_accounts.queries import find_surname
from services.registry.self_accounts.schemas import OwnFileView, RecusalView
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["accounts"])


@router.get("/accounts/me/person", responses=problems(401, 403, 404))
async def get_own_file(reading: asked.OwnPersonReading, registrar: asked.Registration) -> OwnFileView:
    """The number of one's own file, by which other services know whose matters one's own are · 本人档案编号"""
    person_id = await get_own_person(reading.connection, reading.caller.account_id)
    surname = await find_surname(reading.connection, person_id, registrar.keyring)
    return OwnFileView(person_id=person_id, surname=surname)


@router.get("/accounts/me/parties", responses=problems(401, 403))
async def get_own_parties(reading: asked.OwnGrantReading) -> RecusalView:
    """On whom and whose kin the caller decides nothing: himself, and whom he stands in for · 应当回避的人员"""
    recusal = await recusal_by_all_files(reading.connection, reading.caller)
    return RecusalView(
        person_id=recusal.person_id,
        other_files=sorted(recusal.other_files),
        stood_in_for=sorted(recusal.stood_in_for),
    )


@router.post("/veterans/{veteran_id}/account", status_code=201, responses=problems(401, 403, 404, 409))
async def post_self_account(veteran_id: UUID, work: asked.SelfAccountOpener) -> SlipView:
    """Open an account for a person's own affairs; print the slip and hand it to him · 开立本人账号

    Once: an idempotency key has no effect, and a lost answer is made up for by a new slip.
    """
    slip = await open_self_account(work, veteran_id)
    return SlipView.of(slip)


@router.post("/veterans/{veteran_id}/account/activation", responses=problems(401, 403, 404, 409))
async def post_self_activation(veteran_id: UUID, work: asked.SelfAccountOpener) -> SlipView:
    """A new slip; the one before, and the password, are worth nothing any more · 重新签发激活单"""
    slip = await reissue_self_activation(work, veteran_id)
    return SlipView.of(slip)
