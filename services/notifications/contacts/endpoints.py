"""Contact points and opt-outs over HTTP. Values go in and come out masked; nobody reads them in clear here."""

from uuid import UUID

from services.notifications.contacts.commands import (
    normalised,
    opt_in,
    opt_out,
    put_contact_point,
    revoke_contact_point,
)
from services.notifications.contacts.queries import find_opt_outs, find_reaches, must_answer_for
from services.notifications.contacts.schemas import ContactPointEntry, ContactPointView, OptOutView
from services.notifications.dependencies import ContactKeeper, ContactReading, Keys
from services.notifications.templates.parameters import ChannelCode, PurposeCode
from shared.http.problems import problems
from shared.http.router import Router

router = Router(prefix="/persons/{person_id}", tags=["contacts"])


@router.put("/contact-points/{channel}", responses=problems(409))
async def put_point(
    person_id: UUID, channel: ChannelCode, entry: ContactPointEntry, work: ContactKeeper, keys: Keys
) -> ContactPointView:
    """Keep a person's number instead of any before · 登记联系方式

    409 `person-not-known-yet` is worth repeating: registry's event may be under way.
    """
    point = await put_contact_point(
        work, person_id, channel, keyring=keys, value=entry.value, verification=entry.verification
    )
    return ContactPointView.of(point, normalised(entry.value))


@router.get("/contact-points", responses=problems(409))
async def list_points(person_id: UUID, reading: ContactReading, keys: Keys) -> list[ContactPointView]:
    """A person's contact points, masked · 联系方式（脱敏）"""
    await must_answer_for(reading.connection, reading.caller, person_id)
    reaches = await find_reaches(reading.connection, [person_id])
    return [ContactPointView.of(reach.point, reach.reveal(keys, person_id)) for reach in reaches.values()]


@router.post("/contact-points/{channel}/revocation", status_code=204, responses=problems(404, 409))
async def revoke_point(person_id: UUID, channel: ChannelCode, work: ContactKeeper) -> None:
    """Never use this contact point again, until another is kept · 撤销联系方式"""
    await revoke_contact_point(work, person_id, channel)


@router.get("/opt-outs", responses=problems(409))
async def list_opt_outs(person_id: UUID, reading: ContactReading) -> list[OptOutView]:
    """The purposes for which the person wants no messages · 已退订的通知类别"""
    await must_answer_for(reading.connection, reading.caller, person_id)
    found = await find_opt_outs(reading.connection, [person_id])
    return [OptOutView(purpose=purpose) for _, purpose in sorted(found)]


@router.put("/opt-outs/{purpose}", status_code=204, responses=problems(409))
async def put_opt_out(person_id: UUID, purpose: PurposeCode, work: ContactKeeper) -> None:
    """Send the person no messages of this purpose · 退订"""
    await opt_out(work, person_id, purpose)


@router.delete("/opt-outs/{purpose}", status_code=204, responses=problems(409))
async def delete_opt_out(person_id: UUID, purpose: PurposeCode, work: ContactKeeper) -> None:
    """Send the person messages of this purpose again · 恢复通知"""
    await opt_in(work, person_id, purpose)
