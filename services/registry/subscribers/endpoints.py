"""Systems of others that read events: proposed by one, confirmed by another, revoked; passwords are on record."""

from uuid import UUID

from services.registry import dependencies as asked
from services.registry.subscribers.commands import (
    confirm_subscription,
    propose_subscription,
    record_password,
    refuse_subscription,
    revoke_subscription,
    withdraw_subscription,
)
from services.registry.subscribers.queries import PROPOSED, fetch_subscribers, get_subscriber
from services.registry.subscribers.schemas import (
    DecisionForm,
    ProposedView,
    SubscriberPath,
    SubscriberView,
    SubscriptionForm,
    SubscriptionProposalView,
)
from shared.approval.listed import WantedProposals
from shared.http.pages import Cursor, Limit, Page
from shared.http.problems import problems
from shared.http.router import Router

router = Router(tags=["subscribers"])


@router.post("/subscription-proposals", status_code=201, responses=problems(401, 403, 409))
async def post_subscription(form: SubscriptionForm, work: asked.SubscriptionProposer) -> ProposedView:
    """Propose that a system of others reads these types of events · 提出订阅

    It may once another has confirmed it. From Kafka and without divisions, all of a topic that holds one of the types
    is read, of the whole county; else a feed that holds what is named here.
    """
    return ProposedView(proposal_id=await propose_subscription(work, form.wanted(), account=form.account))


@router.get("/subscription-proposals", responses=problems(401, 403))
async def list_subscription_proposals(
    reading: asked.SubscriberReading,
    *,
    is_open: bool | None = None,
    mine: bool = False,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SubscriptionProposalView]:
    """What was proposed, the last first · 订阅提议列表"""
    wanted = WantedProposals(is_open=is_open, mine=mine)
    return await PROPOSED.fetch(reading, wanted, cursor, limit, view=SubscriptionProposalView.of)


@router.post(
    "/subscription-proposals/{proposal_id}/confirmation", status_code=204, responses=problems(401, 403, 404, 409)
)
async def post_subscription_confirmation(
    proposal_id: UUID, work: asked.SubscriptionConfirmer, settings: asked.Configuration
) -> None:
    """Confirm what another proposed; it replaces what the system could read before · 确认订阅"""
    await confirm_subscription(work, proposal_id, centre_code=settings.centre_code)


@router.post("/subscription-proposals/{proposal_id}/refusal", status_code=204, responses=problems(401, 403, 404, 409))
async def post_subscription_refusal(
    proposal_id: UUID, form: DecisionForm, work: asked.SubscriptionConfirmer
) -> None:  # fmt: skip
    """Refuse it · 驳回订阅"""
    await refuse_subscription(work, proposal_id, note=form.reason)


@router.post(
    "/subscription-proposals/{proposal_id}/withdrawal", status_code=204, responses=problems(401, 403, 404, 409)
)
async def post_subscription_withdrawal(proposal_id: UUID, form: DecisionForm, work: asked.SubscriptionProposer) -> None:
    """Take one's own proposal back · 撤回订阅提议"""
    await withdraw_subscription(work, proposal_id, note=form.reason)


@router.get("/subscribers", responses=problems(401, 403))
async def list_subscribers(
    reading: asked.SubscriberReading, *, cursor: Cursor = None, limit: Limit = 50
) -> Page[SubscriberView]:
    """Systems of others that may read events, or could, by name · 订阅系统列表"""
    return await fetch_subscribers(reading, cursor, limit, view=SubscriberView.of)


@router.get("/subscribers/{subscriber}", responses=problems(401, 403, 404))
async def show_subscriber(subscriber: SubscriberPath, reading: asked.SubscriberReading) -> SubscriberView:
    """One of them · 订阅系统"""
    return SubscriberView.of(await get_subscriber(reading.connection, subscriber))


@router.post("/subscribers/{subscriber}/revocation", status_code=204, responses=problems(401, 403, 404, 409))
async def post_subscription_revocation(
    subscriber: SubscriberPath, form: DecisionForm, work: asked.SubscriptionRevoker
) -> None:
    """It may read nothing more, within seconds · 收回订阅"""
    await revoke_subscription(work, subscriber, reason=form.reason)


@router.post("/subscribers/{subscriber}/password", status_code=204, responses=problems(401, 403, 404, 409))
async def post_subscriber_password(subscriber: SubscriberPath, work: asked.SubscriberPasswordMaker) -> None:
    """Write down that a password is made for it on the server, in place of the one before · 登记制作口令

    The password itself is made and shown there; it does not come here.
    """
    await record_password(work, subscriber)
