"""What a batch pays: of every month up to its own what is due and was not paid yet. Pure.

It is a function of entitlements, tables and what was paid, so it is reckoned anew before it is released: what has
changed meanwhile is seen.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.benefits.payments.domain.months import Entitlement, Month, Person, compared, due_in
from shared.approval.proposal import Proposal
from shared.refusal import Conflict, FieldFault, Invalid, NotFound

MONTH_AHEAD = FieldFault("month", "not-in-future", "不能晚于本月。", "Not after this month.")
DAY_AHEAD = FieldFault("on", "not-in-future", "不能晚于今天。", "Must not lie in the future.")
DAY_BEFORE = FieldFault(
    "on", "not-before-month", "不能早于批次的发放月份。", "Not before the month that the batch pays."
)
NOT_RELEASED = FieldFault(
    "batch",
    "not-released",
    "该批次尚未放行，不能导出发放明细。",
    "What is paid is taken away once a second person released it.",
)
REASON_MISSING = FieldFault("results", "reason-missing", "发放失败的须写明原因。", "Say why a payment failed.")
TOLD_TWICE = FieldFault("results", "told-twice", "同一笔发放写了两次结果。", "Two results of one payment.")
REASON_OF_A_PAYMENT = FieldFault("results", "no-reason", "已发放的不填原因。", "No reason of what was paid.")


class NothingOwed(Conflict):
    """All that is due was paid."""

    code = "nothing-owed"
    zh = "截至该月没有应发未发的待遇。"
    en = "Nothing is owed up to that month."


class AccountsMissing(Conflict):
    """Something is owed, and nobody of those whom it is owed to has an account that can be used."""

    code = "accounts-missing"
    zh = "应发的{payments}笔都没有可用的收款账户，见“收款账户”中的“缺账户人员”。"
    en = "There are {payments} payments to be made and no account for any of them; see Accounts, Persons without one."


class BatchOutdated(Conflict):
    """An entitlement, a table, a result or an account is another one since it was proposed."""

    code = "batch-outdated"
    zh = "待遇、标准、发放结果或者收款账户在提出后已有变化，请驳回后重新提出批次。"
    en = (
        "Entitlements, amounts, results or accounts have changed since it was proposed. Refuse it and have another "
        "one proposed."
    )


class BatchNotReleased(Conflict):
    """It has no results before."""

    code = "batch-not-released"
    zh = "该批次尚未放行，没有发放结果。"
    en = "The batch was not released: it has no results."


class PaymentNotFound(NotFound):
    """The batch has none of this id."""

    code = "payment-not-found"
    zh = "该批次中没有这笔发放。"
    en = "The batch has no such payment."


class PaymentMadeAgain(Conflict):
    """It failed, and other payments of the month come to all that was owed for it."""

    code = "payment-made-again"
    zh = "该月待遇已在其他批次重新发放，不能改为已发放。"
    en = "The month was put into another batch since: it cannot be called paid here."


class PaymentAskedBack(Conflict):
    """What never went out is not asked back."""

    code = "payment-asked-back"
    zh = "该月待遇已列入多发追回，请先撤销追回，再登记发放失败。"
    en = "The month is asked back as an overpayment: take that back first, then call the payment failed."


class BatchInvalid(Invalid):
    """`fields` names every fault."""

    code = "batch-invalid"
    zh = "发放批次不符合规定，原因见各字段。"
    en = "What was sent of the batch breaks a rule; the fields tell which."


@dataclass(frozen=True, slots=True)
class Batch(Proposal):
    """Proposed by one, released by another; `digest` is of what it pays."""

    digest: str


@dataclass(frozen=True, slots=True, order=True)
class Owed:
    """What an entitlement is paid for a month, in fen; `beside`: what it was paid for it already."""

    entitlement_id: UUID
    month: Month
    fen: int
    beside: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Reckoned:
    """What a batch pays; besides, what was paid and not due, and how many months of entitlements are due whose
    amount is not known."""

    lines: tuple[Owed, ...]
    over: tuple[Owed, ...]
    unpriced: int

    @property
    def fen(self) -> int:
        return sum(line.fen for line in self.lines)

    @property
    def overpaid_fen(self) -> int:
        return sum(each.fen for each in self.over)


Paid = Mapping[tuple[UUID, Month], int]
"""Fen by entitlement and month, of what did not fail."""


def reckoned(
    months: Iterable[Month],
    entitlements: Sequence[Entitlement],
    people: Mapping[UUID, Person],
    amount: Callable[[Entitlement, Month], int | None],
    paid: Paid,
) -> Reckoned:
    """What is due for the months and was not paid, by entitlement and month. Where it is due and nobody knows how much,
    nothing is owed, and nothing was too much."""
    lines, over, unpriced = list[Owed](), list[Owed](), 0
    for month in months:
        was_paid = {own: fen for (own, of), fen in paid.items() if of == month}
        amounts = {each.entitlement_id: amount(each, month) for each in entitlements}
        due = due_in(month, entitlements, people, _known(amounts), was_paid)
        is_due = {each.entitlement.entitlement_id: each.fen for each in due}
        unknown = {own for own in is_due if amounts[own] is None}
        unpriced += len(unknown)
        for own in {*is_due, *was_paid} - unknown:
            for found in compared({month: was_paid.get(own, 0)}, {month: is_due.get(own, 0)}):
                if found.owed_fen:
                    lines.append(Owed(own, month, found.owed_fen, was_paid.get(own, 0)))
                else:
                    over.append(Owed(own, month, found.overpaid_fen))
    return Reckoned(tuple(sorted(lines)), tuple(sorted(over)), unpriced)


@dataclass(frozen=True, slots=True)
class Payable:
    """What of it can go out: `lines` with the account of each; `held_back`: with the reason why it cannot."""

    lines: tuple[tuple[Owed, UUID], ...]
    held_back: tuple[tuple[Owed, str], ...]

    @property
    def fen(self) -> int:
        return sum(line.fen for line, _ in self.lines)

    @property
    def held_back_fen(self) -> int:
        return sum(line.fen for line, _ in self.held_back)

    @property
    def digest(self) -> str:
        """SHA-256, in hexadecimal, of all that is paid, and into which accounts."""
        said = "\n".join(f"{line.entitlement_id} {line.month} {line.fen} {account}" for line, account in self.lines)
        return hashlib.sha256(said.encode()).hexdigest()

    def without(self, left_out: Collection[tuple[UUID, Month]]) -> "Payable":
        """The same, where these entitlements and months are left out as they were when it was proposed, whatever
        account there is by now."""
        lines = tuple(each for each in self.lines if (each[0].entitlement_id, each[0].month) not in left_out)
        return Payable(lines, self.held_back)


def payable(owed: Iterable[Owed], accounts: Mapping[UUID, UUID | str]) -> Payable:
    """`accounts`: by entitlement the account that it is paid into, or why it is not paid. Nothing is lost: each line is
    paid or held back."""
    lines, held_back = list[tuple[Owed, UUID]](), list[tuple[Owed, str]]()
    for line in owed:
        found = accounts[line.entitlement_id]
        if isinstance(found, UUID):
            lines.append((line, found))
        else:
            held_back.append((line, found))
    return Payable(tuple(lines), tuple(held_back))


def _known(amounts: Mapping[UUID, int | None]) -> Callable[[Entitlement], int]:
    """Nothing where it is not known."""
    return lambda each: amounts[each.entitlement_id] or 0


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a payment: paid, or failed for a reason."""

    payment_id: UUID
    outcome: str
    reason_code: str | None = None


def must_be_possible_on(on: date, month: date, *, today: date) -> None:
    """No batch is proposed before the month that it pays, so nothing of it has a result before. Raises
    `BatchInvalid`."""
    BatchInvalid.refuse((DAY_AHEAD, on > today), (DAY_BEFORE, on < month))


def must_be_clear(results: Iterable[Result]) -> None:
    """Each payment is told of once, and why where it failed. Raises `BatchInvalid`."""
    said = list(results)
    BatchInvalid.refuse(
        (REASON_MISSING, any(each.outcome == "failed" and each.reason_code is None for each in said)),
        (REASON_OF_A_PAYMENT, any(each.outcome == "paid" and each.reason_code is not None for each in said)),
        (TOLD_TWICE, len({each.payment_id for each in said}) < len(said)),
    )
