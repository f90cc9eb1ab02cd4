"""Contact points over HTTP."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.contacts.commands import (
    disclose_contacts,
    verify_mobile,
    withdraw_verification,
)
from services.registry.contacts.queries import find_contact, get_holder, reveal_verified
from services.registry.contacts.schemas import (
    FetchedView,
    FetchForm,
    MobileView,
    VerificationForm,
    WithdrawalForm,
)
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["contact points"])

_AT = "/veterans/{veteran_id}/mobile"


@router.get(_AT, responses=problems(401, 403, 404))
async def get_mobile(veteran_id: UUID, reading: asked.FileReading, registrar: asked.Registration) -> MobileView:
    """The number in a file, masked, and whether it is verified · 手机号及核实情况（脱敏）"""
    holder = await get_holder(reading.connection, veteran_id, keyring=registrar.keyring, caller=reading.caller)
    return MobileView.of(holder.mobile, await find_contact(reading.connection, veteran_id))


@router.post(f"{_AT}/verification", status_code=204, responses=problems(401, 403, 404, 409, 429))
async def post_mobile_verification(
    veteran_id: UUID,
    form: VerificationForm,
    work: asked.ContactKeeper,
    registrar: asked.Registration,
    settings: asked.Configuration,
) -> None:
    """Record that the number in a file is the person's own · 核实手机号为本人所有

    It is given whole, and compared with the file's. Each try counts.
    """
    await verify_mobile(
        work,
        veteran_id,
        value=form.value,
        verification=form.verification,
        keyring=registrar.keyring,
        most_an_hour=settings.verifications_an_hour,
    )


@router.post(f"{_AT}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_mobile_withdrawal(
    veteran_id: UUID, form: WithdrawalForm, work: asked.ContactKeeper, registrar: asked.Registration
) -> None:
    """Send nothing to the number in a file until it is verified anew · 撤销手机号核实"""
    await withdraw_verification(work, veteran_id, reason=form.reason, keyring=registrar.keyring)


@router.post("/contact-points/disclosures", status_code=201, responses=problems(401, 403))
async def post_contact_disclosures(
    form: FetchForm, work: asked.ContactFetching, registrar: asked.Registration
) -> list[FetchedView]:
    """The verified numbers of persons, for our service of messages · 通知服务取得已核实的手机号

    Each is recorded first, as a disclosure, each time. Persons who have none are left out.
    """
    recorded = await disclose_contacts(work, form.person_ids, purpose=form.purpose)
    async with work.engine.connect() as connection:
        found = await reveal_verified(connection, recorded, keyring=registrar.keyring, caller=work.caller)
    return [FetchedView.of(each) for each in found]
