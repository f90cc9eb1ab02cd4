"""The form of an account, what must be said of it, and whether somebody can be paid. Pure."""

import hmac
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

import msgspec

from services.benefits.payees.parameters import (
    MOST_PERSONS,
    NO_ACCOUNT,
    OTHER_BANK,
    OWN,
    TO_CHECK,
    TO_CONFIRM,
)
from shared.approval.proposal import Proposal
from shared.privacy.personal import BankAccount, PersonName
from shared.refusal import Conflict, FieldFault, Gone, Invalid, NotFound

_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212]")
_DIGITS = re.compile(r"[0-9]{12,19}")
_CARD = re.compile(r"62[0-9]{14,17}")
FORM = FieldFault("number", "not-an-account", "应为 12 至 19 位数字。", "12 to 19 digits.")
CHECK_DIGIT = FieldFault(
    "number",
    "check-digit",
    "卡号校验位不符，多为录错；与卡面核对无误的，勾选“已与卡面核对”。",
    "The check digit of the card is wrong, mostly a slip. If it is so on the card, say that it was compared.",
)
DIFFERS = FieldFault(
    "number",
    "differs",
    "与登记的账号不一致。请按凭证核对；登记有误的，驳回后重新登记。",
    "Not the number that was entered. Look at the paper again; if what was entered is wrong, refuse it.",
)
BRANCH_MISSING = FieldFault("branch", "required", "其他银行的，须写明银行和网点。", "Of another bank, say which.")
REASON_OF_ANOTHER = FieldFault(
    "reason", "another-holder", "不是本人账户的，须写明原因。", "Say why it is not his own account."
)
REASON_SHARED = FieldFault(
    "reason",
    "shared",
    f"该账户已用于{MOST_PERSONS}人以上，须写明原因。",
    f"More than {MOST_PERSONS} persons would be paid into this account: say why.",
)
DAY_AHEAD = FieldFault("since", "not-in-future", "不能晚于今天。", "Must not lie in the future.")
NOTHING_TO_CORRECT = FieldFault(
    "corrects", "nothing-to-correct", "没有使用中的账户可以更正。", "There is no account in force to be corrected."
)


class PayeeInvalid(Invalid):
    """`fields` names every fault, and never what was typed."""

    code = "payee-account-invalid"
    zh = "收款账户不符合规定，原因见各字段。"
    en = "What was sent of the account breaks a rule; the fields tell which."


class PayeeNotFound(NotFound):
    """None of this id, or none within the caller's scope."""

    code = "payee-account-not-found"
    zh = "没有该收款账户。"
    en = "There is no such account."


class PayeeSame(Conflict):
    """Nothing would change."""

    code = "payee-account-same"
    zh = "与使用中的收款账户相同。"
    en = "It is the account in force already."


class PayeeNotInForce(Conflict):
    """Not confirmed, or used no longer."""

    code = "payee-account-not-in-force"
    zh = "该收款账户不在使用中。"
    en = "The account is not in force."


class PayeeNotToCheck(Conflict):
    """No payment into it failed."""

    code = "payee-account-not-to-check"
    zh = "该收款账户没有待查的发放失败。"
    en = "No payment into this account waits to be looked into."


class PayeeErased(Gone):
    """What was known of the person was erased."""

    code = "payee-account-erased"
    zh = "该人的个人信息已依法删除，收款账户不再保存。"
    en = "What was known of the person was erased, the account with it."


@dataclass(frozen=True, slots=True)
class Payee(Proposal):
    """An account, entered by one and confirmed by another; `until`: the first day on which it is used no longer."""

    until: date | None
    is_to_check: bool

    def must_be_in_force(self) -> None:
        """Raises `PayeeNotInForce`."""
        if self.outcome != "confirmed" or self.until is not None:
            raise PayeeNotInForce

    def must_be_to_check(self) -> None:
        """Raises `PayeeNotInForce`, `PayeeNotToCheck`."""
        self.must_be_in_force()
        if not self.is_to_check:
            raise PayeeNotToCheck


@dataclass(frozen=True, slots=True)
class Account:
    """Where money goes. `branch` says more of the bank; `holder`: whose it is; `reason`: why another's, or shared."""

    bank: str
    name: PersonName
    number: BankAccount
    branch: str | None = None
    holder: str = OWN
    reason: str | None = None


def plain_number(number: BankAccount) -> BankAccount:
    """Its full-width digits as ordinary ones, without what stands between its groups."""
    return BankAccount(_BETWEEN.sub("", unicodedata.normalize("NFKC", number.reveal())))


def is_valid_card(number: str) -> bool:
    """Whether its check digit is right (Luhn)."""
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(number)))
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def must_be_possible(account: Account, *, since: date, today: date, persons: int, compared: bool) -> None:
    """`persons`: how many others are paid into it; `compared`: a check digit that is wrong is so on the card. Of
    numbers that are no cards of UnionPay no check digit is known. Raises `PayeeInvalid`."""
    number = account.number.reveal()
    is_card = _CARD.fullmatch(number) is not None
    PayeeInvalid.refuse(
        (FORM, _DIGITS.fullmatch(number) is None),
        (CHECK_DIGIT, is_card and not compared and not is_valid_card(number)),
        (BRANCH_MISSING, account.bank == OTHER_BANK and account.branch is None),
        (REASON_OF_ANOTHER, account.holder != OWN and account.reason is None),
        (REASON_SHARED, account.holder == OWN and persons >= MOST_PERSONS and account.reason is None),
        (DAY_AHEAD, since > today),
    )


def must_be_same(entered: BankAccount, typed: BankAccount) -> None:
    """Whoever confirms types the number from the paper: he is shown a mask. Raises `PayeeInvalid`."""
    own, said = (each.reveal().encode() for each in (entered, plain_number(typed)))
    PayeeInvalid.refuse((DIFFERS, not hmac.compare_digest(own, said)))


def number_digests(secrets: Iterable[bytes], number: BankAccount) -> list[bytes]:
    """Under each secret, the one that writes first: by which the same account is found with others."""
    return [hmac.digest(secret, f"payee account {number.reveal()}".encode(), sha256) for secret in secrets]


def sealed_form(account: Account) -> str:
    """What of it is encrypted."""
    return msgspec.json.encode((account.name.reveal(), account.number.reveal(), account.branch)).decode()


def opened_form(clear: str, *, bank: str, holder: str, reason: str | None) -> Account:
    """What was encrypted, with what stands beside it."""
    name, number, branch = msgspec.json.decode(clear, type=tuple[str, str, str | None])
    return Account(bank, PersonName(name), BankAccount(number), branch, holder, reason)


@dataclass(frozen=True, slots=True)
class CountingAccount:
    """An account of a person that counts: one to be confirmed, or in force. `is_own`: of the file that goes on, and not
    of one that was merged into it; `order`: the last confirmed has the highest."""

    account_id: UUID
    is_open: bool
    is_to_check: bool
    is_own: bool
    order: float


def payable_by(kept: Iterable[CountingAccount]) -> UUID | str:
    """The account that somebody is paid into, or why he is not: a change holds payments until it is confirmed, and so
    does an account that a payment failed for. Of files that were merged, the account of the one that goes on counts,
    then the last that was confirmed."""
    known = list(kept)
    if any(each.is_open for each in known):
        return TO_CONFIRM
    if any(each.is_to_check for each in known):
        return TO_CHECK
    chosen = max(known, key=lambda each: (each.is_own, each.order), default=None)
    return NO_ACCOUNT if chosen is None else chosen.account_id
