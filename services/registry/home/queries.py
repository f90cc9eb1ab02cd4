"""What waits for who is signed in: how many rows the list has that each line leads to."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from services.registry.books.schemas import BOOKS
from services.registry.branch_life.queries import WantedOverdue, WantedRecords, count_overdue, count_records
from services.registry.categories.queries.holdings import WantedHoldings, count_holdings
from services.registry.confirmations.queries import count_unconfirmed
from services.registry.corrections.queries.identities import PROPOSED as CORRECTIONS
from services.registry.data_requests.queries import WantedRequests, count_requests
from services.registry.duplicates.domain.suspicion import SuspicionState
from services.registry.duplicates.queries import count_suspicions
from services.registry.erasures.queries import PROPOSED as ERASURES
from services.registry.grants.queries import WantedProposals as WantedGrantProposals
from services.registry.grants.queries import count_proposals as count_grant_proposals
from services.registry.merges.queries import PROPOSED as MERGES
from services.registry.notices.queries import WantedNotices, count_notices
from services.registry.party_memberships.queries import WantedLetters, count_letters
from services.registry.registrations.queries import WantedRegistrations, count_registrations
from services.registry.report_ins.queries import WantedUnreported, count_unreported
from services.registry.subscribers.queries import PROPOSED as SUBSCRIPTIONS
from services.registry.transfers.queries import count_transfers
from shared.approval.listed import WantedProposals
from shared.auth.permissions import permitted
from shared.clock import local_date
from shared.entries.domain import OVERDUE
from shared.entries.queries import WantedEntries, count_entries
from shared.http.dependencies import Reading
from shared.language import Text


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


_MINE = WantedProposals(mine=True)

# In the order of the menu; what is late first.
TO_DO: tuple[ToDo, ...] = (
    ToDo(
        Text("个人信息权利请求：已逾期", "Requests of persons: overdue"),
        "/registry/data-requests?overdue=true",
        "data-requests.answer",
        "data-requests.read",
        lambda reading: count_requests(reading, WantedRequests(overdue=True)),
        is_late=True,
    ),
    ToDo(
        Text("报到登记：逾期未报到", "Reporting in: overdue"),
        "/registry/unreported?is_late=true",
        "veterans.register",
        "veterans.read",
        lambda reading: count_unreported(reading, WantedUnreported(is_late=True)),
        is_late=True,
    ),
    ToDo(
        Text("组织生活：逾期未开展", "Branch life: overdue"),
        "/registry/branch-overdue",
        "branch-life.keep",
        "branch-life.read",
        lambda reading: count_overdue(reading, WantedOverdue()),
        is_late=True,
    ),
    ToDo(
        Text("组织关系介绍信：已过期，未收回执", "Letters of transfer: expired without a slip"),
        "/registry/membership-transfers?state=expired",
        "party-memberships.keep",
        "party-memberships.read",
        lambda reading: count_letters(reading, WantedLetters(state="expired")),
        is_late=True,
    ),
    *(
        ToDo(
            Text(f"{book.sheet.zh}：逾期", f"{book.sheet.en}: overdue"),
            f"/registry{book.at}?state={OVERDUE}",
            "county-work.complete" if book.definition.owner else book.keep,  # whoever is to do it, or has recorded it
            book.read,
            partial(count_entries, book=book.definition, wanted=WantedEntries(state=OVERDUE)),
            is_late=True,
        )
        for book in BOOKS
        if book.definition.late
    ),
    ToDo(
        Text("待确认的授权", "Grants to be confirmed"),
        "/registry/grants/proposals",
        "grants.confirm",
        "grants.read",
        lambda reading: count_grant_proposals(reading, WantedGrantProposals(is_open=True)),
    ),
    ToDo(
        Text("登记审核：待本级办理", "Registrations: your level's turn"),
        "/registry/registrations?mine=true",
        "veterans.register",
        "veterans.read",
        lambda reading: count_registrations(reading, WantedRegistrations(mine=True)),
    ),
    ToDo(
        Text("身份信息更正：待第二人核对", "Corrections of identities: a second person is to look"),
        "/registry/identity-corrections?mine=true",
        "veterans.confirm-identity",
        "veterans.read",
        lambda reading: CORRECTIONS.count(reading, _MINE),
    ),
    ToDo(
        Text("类别认定：待本级提出意见", "Categories: your level's opinion"),
        "/registry/categories?mine=true",
        "categories.decide",
        "categories.read",
        lambda reading: count_holdings(reading, WantedHoldings(mine=True)),
    ),
    ToDo(
        Text("疑似重复：待核实", "Suspected duplicates: to be looked at"),
        "/registry/duplicates?state=open",
        "duplicates.decide",
        "duplicates.read",
        lambda reading: count_suspicions(reading, SuspicionState.OPEN),
    ),
    ToDo(
        Text("合并办理：待第二人核对", "Merges: a second person is to look"),
        "/registry/merges?mine=true",
        "duplicates.confirm-merge",
        "duplicates.read",
        lambda reading: MERGES.count(reading, _MINE),
    ),
    ToDo(
        Text("迁出：已办理，对方接收后待完成", "Moves to other counties: started, to be completed"),
        "/registry/transfers?is_open=true",
        "veterans.transfer",
        "veterans.read",
        lambda reading: count_transfers(reading, is_open=True),
    ),
    ToDo(
        Text("报到登记：未报到，尚在期限内", "Reporting in: to come in time still"),
        "/registry/unreported?is_late=false",
        "veterans.register",
        "veterans.read",
        lambda reading: count_unreported(reading, WantedUnreported(is_late=False)),
    ),
    ToDo(
        Text("年度确认：本年度尚未确认", "Yearly confirmations: still to be made this year"),
        "/registry/unconfirmed",
        "confirmations.keep",
        "veterans.read",
        lambda reading: count_unconfirmed(reading, local_date(reading.now).year),
    ),
    ToDo(
        Text("组织生活记录：待审核", "Branch life: records to be looked at"),
        "/registry/branch-records?state=submitted",
        "branch-life.review",
        "branch-life.read",
        lambda reading: count_records(reading, WantedRecords(state="submitted")),
    ),
    ToDo(
        Text("外部通报：待办结", "Notices: to be settled"),
        "/registry/notices?state=waiting",
        "notices.settle",
        "notices.read",
        lambda reading: count_notices(reading, WantedNotices(waiting=True)),
    ),
    ToDo(
        Text("个人信息权利请求：待答复", "Requests of persons: to be answered"),
        "/registry/data-requests?is_open=true",
        "data-requests.answer",
        "data-requests.read",
        lambda reading: count_requests(reading, WantedRequests(is_open=True)),
    ),
    ToDo(
        Text("个人信息删除：待第二人核对", "Erasures: a second person is to look"),
        "/registry/erasures?mine=true",
        "erasures.confirm",
        "erasures.read",
        lambda reading: ERASURES.count(reading, _MINE),
    ),
    ToDo(
        Text("订阅提议：待第二人核对", "Subscriptions: a second person is to look"),
        "/registry/subscribers/proposals?mine=true",
        "subscribers.confirm",
        "subscribers.read",
        lambda reading: SUBSCRIPTIONS.count(reading, _MINE),
    ),
)


async def list_waiting(reading: Reading) -> Sequence[tuple[ToDo, int]]:
    """What waits for the caller, whatever he was admitted for, and how many of it; nothing of which there is none."""
    counted = [(each, await _count(each, reading)) for each in TO_DO]
    return [(each, count) for each, count in counted if count]


async def _count(each: ToDo, reading: Reading) -> int:
    if not permitted(reading.caller, each.act).grants:
        return 0
    return await each.count(replace(reading, caller=permitted(reading.caller, each.read)))
