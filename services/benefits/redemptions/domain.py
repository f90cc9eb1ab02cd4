"""Codes, wrong guesses and what is sold. Pure."""

import hmac
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from services.benefits.merchants.domain import (
    AgreementNotActive,
    AgreementState,
    Redeemer,
    RelationEnded,
    RelationNotCovered,
    Subject,
    SubjectNotCovered,
    Terms,
    must_be_entitled,
    price_after,
)
from services.benefits.redemptions.parameters import MOST_MISSES
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, TooMany

HOUR = timedelta(hours=1)
GENERAL_OFFER = "general-offer-price"
SUBJECTS: dict[str, frozenset[Subject]] = {
    "veteran": frozenset({Subject.VETERAN}),
    "family": frozenset({Subject.FAMILY}),
    "veteran-and-family": frozenset(Subject),
}


class NotAClerkOfAShop(Conflict):
    """The role alone is not enough: the centre says whose clerk an account is."""

    code = "not-a-clerk-of-a-shop"
    zh = "您的账号还没有登记为商家店员，请县服务中心登记。"
    en = "Your account is not known as a clerk of a merchant yet; ask the county's centre to add it."


class ClerkExists(Conflict):
    """An account is one shop's."""

    code = "clerk-exists"
    zh = "该账号已经登记为商家店员，请先解除。"
    en = "The account is a merchant's clerk already; end that first."


class ClerkNotFound(NotFound):
    """There is none, or it is another unit's merchant's."""

    code = "clerk-not-found"
    zh = "没有这名店员。"
    en = "There is no such clerk."


class ClerkHasNoRole(Conflict):
    """Retryable: the event of the grant may still be under way."""

    code = "clerk-has-no-role"
    zh = "该账号没有“商户店员”的授权。刚刚授权的，请稍后重试。"
    en = "The account has no grant as a merchant's clerk. If it is new, try again in a moment."


class TooManyWrongCodes(TooMany):
    """Whoever tries one code after the other looks for one that somebody else is shown."""

    code = "too-many-wrong-codes"
    zh = "一小时内输错优惠码不得超过{most}次，请稍后再试。"
    en = "Wrong codes may be given {most} times an hour; try again later."


class TooManyCodes(TooMany):
    """Nobody needs a code every minute."""

    code = "too-many-discount-codes"
    zh = "一小时内取码不得超过{most}次，请稍后再试。"
    en = "Codes are shown {most} times an hour; try again later."


class DiscountCodeNotFound(NotFound):
    """There is none, or it was not printed."""

    code = "discount-code-not-found"
    zh = "没有这张打印的优惠码。"
    en = "There is no such printed code."


class DiscountCodeOver(Conflict):
    """It was used, revoked, or has expired."""

    code = "discount-code-over"
    zh = "该优惠码已经使用、作废或者过期。"
    en = "The code was used or revoked, or has expired."


class CodesExhausted(Conflict):
    """So many are out that none was found by chance; in a moment there is."""

    code = "discount-codes-exhausted"
    zh = "暂时无法生成优惠码，请稍后重试。"
    en = "No code can be made at the moment; try again shortly."


class DiscountHolderUnknown(Conflict):
    """Retryable: registry's event may still be under way."""

    code = "discount-holder-unknown"
    zh = "没有该退役军人或者家属的登记信息。如刚刚登记，请稍后重试。"
    en = "Neither a veteran nor a relative is known by this number. If it is recent, try again in a moment."


class RedemptionNotFound(NotFound):
    """There is none, or it is another merchant's or unit's."""

    code = "redemption-not-found"
    zh = "没有这条核销记录。"
    en = "There is no such redemption."


class RedemptionNotStanding(Conflict):
    """It was refused, or taken back before."""

    code = "redemption-not-standing"
    zh = "该记录不是已核销的记录，不能撤回。"
    en = "Nothing was redeemed by it, or it was taken back before."


class SaleInvalid(Invalid):
    """What is sold breaks a rule; `fields` names every one."""

    code = "sale-invalid"
    zh = "核销的内容不符合规定，原因见各字段。"
    en = "What is sold breaks a rule; the fields tell which."


class DiscountCodeInvalid(Invalid):
    """A printed code lasts too long, or is over already."""

    code = "discount-code-invalid"
    zh = "打印码的内容不符合规定，原因见各字段。"
    en = "What a printed code says breaks a rule; the fields tell which."


NO_GENERAL_OFFER = FieldFault(
    "general_bp",
    "not-of-the-agreement",
    "该协议不以普惠价为基准，不填。",
    "The agreement stands on no general offer: leave it out.",
)
CLASS_MISSING = FieldFault(
    "licence_class", "class-missing", "按准驾车型限定次数，须填写。", "The limit is counted by it: say which."
)
NO_CLASS = FieldFault(
    "licence_class", "not-of-the-agreement", "该协议不按准驾车型计次，不填。", "Nothing is counted by it: leave it out."
)


@dataclass(frozen=True, slots=True)
class Misses:
    """Wrong codes of a clerk since the first of them; after an hour they count no more."""

    count: int
    since: datetime | None

    def now(self, at: datetime) -> "Misses":
        """Those that count still."""
        return Misses(0, None) if self.since is None or at >= self.since + HOUR else self

    def one_more(self, at: datetime) -> "Misses":
        still = self.now(at)
        return Misses(still.count + 1, still.since or at)

    def must_be_few(self, at: datetime) -> None:
        """Raises `TooManyWrongCodes`."""
        still = self.now(at)
        if still.count >= MOST_MISSES and still.since is not None:
            left = still.since + HOUR - at
            raise TooManyWrongCodes(most=MOST_MISSES, retry_after_seconds=-(-left // timedelta(seconds=1)))


@dataclass(frozen=True, slots=True)
class Sale:
    """What a merchant sells: the price it begins with, and what everybody is given off it, in basis points; of driving
    lessons the class of licence."""

    order_no: str
    price_fen: int
    general_bp: int = 0
    licence_class: str | None = None

    @property
    def base_fen(self) -> int:
        """What the discount is taken off."""
        return price_after(self.price_fen, (self.general_bp,))

    def paid_fen(self, rate_bp: int) -> int:
        """Rounded once: what everybody is given is not rounded before."""
        return price_after(self.price_fen, (self.general_bp, rate_bp))

    def must_fit(self, base: str | None, *, is_by_class: bool) -> None:
        """Raises `SaleInvalid`: there is a general offer only where the agreement stands on one, and a class of licence
        where its limit is counted by that."""
        SaleInvalid.refuse(
            (NO_GENERAL_OFFER, bool(self.general_bp) and base not in {None, GENERAL_OFFER}),
            (CLASS_MISSING, is_by_class and self.licence_class is None),
            (NO_CLASS, not is_by_class and self.licence_class is not None),
        )


def order_hash(agreement: UUID, order_no: str) -> str:
    """By which an order is found again, however it was written. It stands beside the number itself, and is told to
    nobody."""
    return sha256(_order(agreement, order_no)).hexdigest()


def order_digest(secret: bytes, agreement: UUID, order_no: str) -> str:
    """What others are told instead of the number: the same of the same order, and nobody tries numbers out on it."""
    return hmac.digest(secret, b"order " + _order(agreement, order_no), sha256).hex()


def _order(agreement: UUID, order_no: str) -> bytes:
    return f"{agreement} {''.join(order_no.split()).casefold()}".encode()


def code_digests(secrets: Iterable[bytes], digits: str) -> list[bytes]:
    """Under each secret, the one that writes first: what is kept of a code. Whoever reads the table knows none."""
    return [hmac.digest(secret, f"discount code {digits}".encode(), sha256) for secret in secrets]


def terms_of(
    state: str, rate_bp: int | None, subject: str | None, valid_from: date | None, valid_until: date | None
) -> Terms:
    """What an agreement says; its last day is one of its days."""
    until = None if valid_until is None or valid_until == date.max else valid_until + timedelta(days=1)
    return Terms(AgreementState(state), rate_bp, SUBJECTS.get(subject or "", frozenset()), valid_from, until)


def why_not(terms: Terms, redeemer: Redeemer, on: date) -> str | None:
    """The code of the first reason against it."""
    try:
        must_be_entitled(terms, redeemer, on)
    except (AgreementNotActive, SubjectNotCovered, RelationNotCovered, RelationEnded) as refused:
        return refused.code
    return None


def counted_since(period: str | None, on: date) -> date | None:
    """The first day of what counts towards the limit; None: all of it."""
    return {"year": on.replace(month=1, day=1), "month": on.replace(day=1)}.get(period or "")


def uses_left(most: int | None, used: int) -> int | None:
    """None: as often as he likes."""
    return None if most is None else max(most - used, 0)


def a_year_after(day: date) -> date:
    """A veteran's family keeps a discount so long after his death."""
    last = monthrange(day.year + 1, day.month)[1]
    return day.replace(year=day.year + 1, day=min(day.day, last))
