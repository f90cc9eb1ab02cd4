"""What waits for the caller: how many rows the list has that each line leads to, what is late first."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from services.benefits.applications.queries import WantedApplications, count_applications
from services.benefits.batches.queries import PROPOSED
from services.benefits.cards.schemas import CARDS
from services.benefits.emergency_aid.queries import WantedAid, count_aid
from services.benefits.merchants.schemas import AGREEMENTS
from services.benefits.merits.schemas import MERIT_BULLETINS
from services.benefits.overpayments.queries import WantedOverpayments, count_overpayments
from services.benefits.payees.queries import WantedPayees, count_payees
from services.benefits.programmes.queries import PROPOSED as DRAFTS
from shared.approval.listed import WantedProposals
from shared.auth.permissions import permitted
from shared.entries.domain import OVERDUE
from shared.entries.queries import WantedEntries, count_entries
from shared.http.dependencies import Reading
from shared.language import Text

BOOKS_WITH_DAYS = (MERIT_BULLETINS, CARDS)
"""Whose entries are late after a day."""


@dataclass(frozen=True, slots=True)
class ToDo:
    """`act`: the permission of whoever does it, to whom alone it is shown; `read`: that of the list at `path`, which
    has as many rows as `count` says. `is_late`: its time is over."""

    words: Text
    path: str
    act: str
    read: str
    count: Callable[[Reading], Awaitable[int]]
    is_late: bool = False


_AID = "/benefits/emergency-aid"
TO_DO: tuple[ToDo, ...] = (
    *(
        ToDo(
            Text(f"{book.sheet.zh}：逾期", f"{book.sheet.en}: overdue"),
            f"/benefits{book.at}?state={OVERDUE}",
            book.keep,
            book.read,
            partial(count_entries, book=book.definition, wanted=WantedEntries(state=OVERDUE)),
            is_late=True,
        )
        for book in BOOKS_WITH_DAYS
    ),
    ToDo(
        Text("紧急先行发放：逾期未补齐材料", "Emergency aid: papers are late"),
        f"{_AID}?state=overdue",
        "applications.keep",
        "applications.read",
        lambda reading: count_aid(reading, WantedAid(state="overdue")),
        is_late=True,
    ),
    ToDo(
        Text("紧急先行发放：待补齐材料", "Emergency aid: papers to follow"),
        f"{_AID}?state=papers-due",
        "applications.keep",
        "applications.read",
        lambda reading: count_aid(reading, WantedAid(state="papers-due")),
    ),
    ToDo(
        Text("紧急先行发放：待另一人放行", "Emergency aid: a second person is to release it"),
        f"{_AID}?mine=true",
        "payments.release",
        "applications.read",
        lambda reading: count_aid(reading, WantedAid(mine=True)),
    ),
    ToDo(
        Text("优待申请：本级逾期未提出意见", "Applications for benefits: your level is late"),
        "/benefits/applications?mine=true&overdue=true",
        "applications.decide",
        "applications.read",
        lambda reading: count_applications(reading, WantedApplications(mine=True, overdue=True)),
        is_late=True,
    ),
    ToDo(
        Text("优待申请：待本级提出意见", "Applications for benefits: your level's opinion"),
        "/benefits/applications?mine=true",
        "applications.decide",
        "applications.read",
        lambda reading: count_applications(reading, WantedApplications(mine=True)),
    ),
    ToDo(
        Text("发放批次：待另一人放行", "Batches of payments: a second person is to release them"),
        "/benefits/payments/batches?mine=true",
        "payments.release",
        "payments.read-batches",
        lambda reading: PROPOSED.count(reading, WantedProposals(mine=True)),
    ),
    ToDo(
        Text("收款账户：待另一人核对", "Accounts for payments: a second person is to confirm them"),
        "/benefits/payee-accounts?mine=true",
        "payees.confirm",
        "payees.read",
        lambda reading: count_payees(reading, WantedPayees(mine=True)),
    ),
    ToDo(
        Text("收款账户：发放失败待查", "Accounts for payments: a payment failed"),
        "/benefits/payee-accounts?state=to-check",
        "payees.keep",
        "payees.read",
        lambda reading: count_payees(reading, WantedPayees(state="to-check")),
    ),
    ToDo(
        Text("多发追回：追回登记待另一人核对", "Overpayments: a second person is to confirm what came back"),
        "/benefits/payments/overpayments?state=confirming",
        "payments.release",
        "payments.read-batches",
        lambda reading: count_overpayments(reading, WantedOverpayments(state="confirming")),
    ),
    ToDo(
        Text("商家优惠：待签订的意向", "Merchants: intentions to be signed"),
        "/benefits/merchants?state=intention",
        "merchants.sign",
        "merchants.read",
        partial(count_entries, book=AGREEMENTS.definition, wanted=WantedEntries(state="intention")),
    ),
    ToDo(
        Text("优待项目：待启用的草案", "Programmes: drafts to be brought into force"),
        "/benefits/programme-drafts?mine=true",
        "programmes.activate",
        "programmes.read-drafts",
        lambda reading: DRAFTS.count(reading, WantedProposals(mine=True)),
    ),
)


async def list_waiting(reading: Reading) -> Sequence[tuple[ToDo, int]]:
    """Whatever the caller was admitted for; nothing of what there is none."""
    counted = [(each, await _count(each, reading)) for each in TO_DO]
    return [(each, count) for each, count in counted if count]


async def _count(each: ToDo, reading: Reading) -> int:
    if not permitted(reading.caller, each.act).grants:
        return 0
    return await each.count(replace(reading, caller=permitted(reading.caller, each.read)))
