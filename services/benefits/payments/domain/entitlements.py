"""An entitlement as it is kept: granted from a month on, suspended, resumed, ended, corrected. Pure.

Until when somebody is paid is reckoned of it and of what is known of him (`months`), and kept nowhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from services.benefits.payments.domain.months import Month, Span
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale


class Act(StrEnum):
    """What is done about one."""

    GRANTED = "granted"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    ENDED = "ended"
    CORRECTED = "corrected"


class EntitlementNotFound(NotFound):
    """There is none, or the person is another unit's."""

    code = "entitlement-not-found"
    zh = "没有这项待遇。"
    en = "There is no such entitlement."


class EntitlementChanged(Stale):
    """Somebody went on with it after it was shown."""

    code = "entitlement-changed"
    zh = "该待遇在您办理期间已有变化，请核对后再办理。"
    en = "Somebody changed the entitlement meanwhile. Look at it again, then decide."


class EntitlementEnded(Conflict):
    """It was decided that it ends."""

    code = "entitlement-ended"
    zh = "该待遇已决定发放至{last_month}止；决定有误的，请更正。"
    en = "The entitlement ends with {last_month} already. If that is wrong, correct it."


class EntitlementSuspended(Conflict):
    """It is not paid now."""

    code = "entitlement-suspended"
    zh = "该待遇自{first_month}起已停发。"
    en = "The entitlement is suspended already, from {first_month} on."


class EntitlementNotSuspended(Conflict):
    """It is paid."""

    code = "entitlement-not-suspended"
    zh = "该待遇没有停发。"
    en = "The entitlement is not suspended."


class EntitlementNotApproved(Conflict):
    """It was paid before its application was decided, which was refused or withdrawn: it is due for no month."""

    code = "entitlement-not-approved"
    zh = "该项待遇为紧急先行发放，其申请未获批准或者已撤回，不能更正；确应发放的，请重新申请。"
    en = "It was paid in an emergency and its application was refused or withdrawn. If it is due, apply anew."


class EntitlementExists(Conflict):
    """Rule B3: a programme pays a person once a month."""

    code = "entitlement-exists"
    zh = "本人自{first_month}起已享受“{programme}”，同一月份不能重复享受。"
    en = "{programme} is paid to the person from {first_month} on: no month is paid twice."


class EntitlementExcluded(Conflict):
    """Rule B3: of two that exclude each other a person has one at a time, and says which."""

    code = "entitlement-excluded"
    zh = "“{programme}”与本人自{first_month}起享受的“{excluded_by}”不能同时享受。改为享受前者的，请先终止后者。"
    en = (
        "{programme} cannot be had beside {excluded_by}, which the person has from {first_month} on. "
        "Who chooses the first has the other one ended before."
    )


class EntitlementInvalid(Invalid):
    """`fields` names every fault."""

    code = "entitlement-invalid"
    zh = "待遇办理内容不符合规定，原因见各字段。"
    en = "What was sent of the entitlement breaks a rule; the fields tell which."


BEFORE_FIRST = FieldFault("month", "before-first-month", "不能早于起发月份。", "Not before the first month.")
IN_SUSPENSION = FieldFault(
    "month", "in-suspension", "该月份属于此前的停发期间。", "The month belongs to an earlier suspension."
)
BEFORE_SUSPENSION = FieldFault("month", "before-suspension", "不能早于停发月份。", "Not before it was suspended.")
LAST_BEFORE_FIRST = FieldFault("last_month", "before-first-month", "不能早于起发月份。", "Not before the first month.")
AMOUNT_BY_TABLE = FieldFault("fen", "amount-by-table", "该项目按标准发放，不另定金额。", "The tables say how much.")
ABOVE_CAP = FieldFault("fen", "above-cap", "超过该项目的最高金额。", "More than the programme gives at most.")
NO_CAP = FieldFault("fen", "no-cap", "该月没有最高金额标准。", "No table says the most for that month.")
GIVEN_ONCE = FieldFault(
    "last_month", "given-once", "一次性发放的项目只发一个月。", "What is given once is for one month: the first."
)
UNUSED_FACT = FieldFault("facts", "fact-not-used", "该项目的金额不依据此项信息。", "The amount does not rest on it.")
NOT_A_NUMBER = FieldFault("facts", "not-a-number", "该项信息应为整数。", "This fact is a whole number.")
NUMBER_TOO_LARGE = FieldFault("facts", "number-too-large", "该项信息的数值过大，请核对。", "This number is too large.")


@dataclass(frozen=True, slots=True)
class Held:
    """The months for which one was granted, and those for which it is suspended, in their order."""

    span: Span
    suspended: tuple[Span, ...] = ()

    @property
    def open_suspension(self) -> Span | None:
        return next((span for span in self.suspended if span.last is None), None)

    def must_go_on(self) -> None:
        """Raises `EntitlementEnded`."""
        if self.span.last is not None:
            raise EntitlementEnded(last_month=self.span.last)


def suspended(held: Held, month: Month) -> Held:
    """Not paid from the month on. Raises `EntitlementEnded`, `EntitlementSuspended`, `EntitlementInvalid`."""
    held.must_go_on()
    if held.open_suspension is not None:
        raise EntitlementSuspended(first_month=held.open_suspension.first)
    EntitlementInvalid.refuse(
        (BEFORE_FIRST, month < held.span.first),
        (IN_SUSPENSION, any(span.last is not None and month <= span.last for span in held.suspended)),
    )
    return replace(held, suspended=(*held.suspended, Span(month)))


def resumed(held: Held, month: Month) -> Held:
    """Paid from the month on again; from that of the suspension on, as if there had been none.

    Raises `EntitlementEnded`, `EntitlementNotSuspended`, `EntitlementInvalid`.
    """
    held.must_go_on()
    since = held.open_suspension
    if since is None:
        raise EntitlementNotSuspended
    EntitlementInvalid.refuse((BEFORE_SUSPENSION, month < since.first))
    before = tuple(span for span in held.suspended if span.last is not None)
    closed = (Span(since.first, month.later(-1)),) if month > since.first else ()
    return replace(held, suspended=before + closed)


def ended(held: Held, month: Month) -> Held:
    """Paid for the month for the last time. Raises `EntitlementEnded`, `EntitlementInvalid`."""
    held.must_go_on()
    EntitlementInvalid.refuse((BEFORE_FIRST, month < held.span.first))
    return replace(held, span=Span(held.span.first, month))


def corrected(held: Held, first: Month, last: Month | None) -> Held:
    """It was to be for these months. Raises `EntitlementInvalid`."""
    EntitlementInvalid.refuse((LAST_BEFORE_FIRST, last is not None and last < first))
    return replace(held, span=Span(first, last))


@dataclass(frozen=True, slots=True)
class Granted:
    """A programme's benefit for some months, beside which its person cannot have what it `excludes`."""

    programme_code: str
    name: str
    excludes: frozenset[str]
    span: Span


def must_go_together(wanted: Granted, others: Iterable[Granted]) -> None:
    """Rule B3: of what the person has in the same months. Raises `EntitlementExists`, `EntitlementExcluded`."""
    for other in others:
        if not other.span.meets(wanted.span):
            continue
        if other.programme_code == wanted.programme_code:
            raise EntitlementExists(programme=wanted.name, first_month=other.span.first)
        if other.programme_code in wanted.excludes or wanted.programme_code in other.excludes:
            raise EntitlementExcluded(programme=wanted.name, excluded_by=other.name, first_month=other.span.first)
