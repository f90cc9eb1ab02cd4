"""Whether somebody made sure that the number in a file is the person's own (pure)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from shared.mobile import read_mobile
from shared.privacy.personal import PhoneNumber
from shared.refusal import Conflict, FieldFault, Invalid, TooMany


class ContactRefused(Invalid):
    """`fields` names what is wrong with the number."""

    code = "mobile-refused"
    zh = "手机号不可用，原因见各字段。"
    en = "The number cannot be used; the fields tell why."


class NoMobile(Conflict):
    code = "no-mobile"
    zh = "不能核实，因为档案中没有手机号。请先登记手机号。"
    en = "There is no mobile number in the file to verify. Record one first."


class NumberDiffers(Conflict):
    """Somebody verified another number, or mistyped it, or the file's was changed meanwhile."""

    code = "number-differs"
    zh = "不能核实，因为所填号码与档案中的手机号不一致。号码已变更的，请先登记新号码。"
    en = "This is not the number in the file. If the person has a new one, record it first."


class VerifiedAlready(Conflict):
    code = "verified-already"
    zh = "该手机号已于{verified_on}核实。"
    en = "The number was verified on {verified_on}."


class NotVerified(Conflict):
    code = "mobile-not-verified"
    zh = "不能撤销，因为该手机号未经核实，或已撤销。"
    en = "The number is not verified, or no longer is."


class TooManyVerifications(TooMany):
    """Whoever tries numbers one after the other finds out the file's."""

    code = "too-many-verifications"
    zh = "一小时内核实手机号不得超过{most}次，请稍后再试。"
    en = "Verifications of numbers are limited to {most} an hour; try again later."


@dataclass(frozen=True, slots=True)
class ContactPoint:
    """The number in a file as a way to reach the person. `version` counts the events published about it."""

    contact_id: UUID
    person_id: UUID
    channel: str
    version: int = 0
    verification: str | None = None
    verified_on: date | None = None
    verified_by: UUID | None = None


def verified(point: ContactPoint, verification: str, *, by: UUID, on: date) -> ContactPoint:
    """Raises `VerifiedAlready`."""
    if point.verified_on is not None:
        raise VerifiedAlready(verified_on=point.verified_on.isoformat())
    return replace(point, version=point.version + 1, verification=verification, verified_on=on, verified_by=by)


def withdrawn(point: ContactPoint | None) -> ContactPoint:
    """No longer. Raises `NotVerified`."""
    if point is None or point.verified_on is None:
        raise NotVerified
    return replace(point, version=point.version + 1, verification=None, verified_on=None, verified_by=None)


def mobile_of(written: PhoneNumber) -> PhoneNumber:
    """The number as it is kept. Raises `ContactRefused`."""
    number = read_mobile(written.reveal())
    if number is None:
        raise ContactRefused(
            fields=[
                FieldFault(
                    "value",
                    "not-a-mobile-number",
                    "不是有效的中国大陆手机号。",
                    "This is not a valid mobile number of mainland China.",
                )
            ]
        )
    return PhoneNumber(number)
