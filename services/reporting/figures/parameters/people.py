"""Figures of what is done for people: health checks, free courses, agreements with merchants.

What an agreement takes off is no figure: rates of several are no sum. They are listed by benefits
(`/discounts`), and in bulletins (the room `discounts`).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from services.reporting.figures.parameters.counting import Figure
from services.reporting.figures.parameters.county import Adds, EntryCount
from shared.events.benefits import TrainingCounted, checks, merchants
from shared.events.contract import Event
from shared.language import Text

PERSONS = Text("人", "persons")
SUPERMARKET = "supermarket"
A_DAY = timedelta(days=1)


def _checked(each: Any) -> Iterable[tuple[date | None, int]]:
    """On the day of the check, unless another file of the person has the one of the year that counts."""
    return ((None if each.doubled else each.completed_on, 1),)


def _unqualified(each: Any) -> Iterable[tuple[date | None, int]]:
    """The same, where no category of the person qualified on the day."""
    return _checked(each) if each.unqualified else ()


def _agreed(each: Any) -> Iterable[tuple[date | None, int]]:
    """From its signature until it ended, or after its last day."""
    if each.signed_on is None:
        return ()
    over = [day for day in (each.ended_on, each.valid_until and each.valid_until + A_DAY) if day is not None]
    return ((each.signed_on, 1), (max(min(over), each.signed_on) if over else None, -1))


def _intended(each: Any) -> Iterable[tuple[date | None, int]]:
    """Of a supermarket: from the intention until the agreement is signed, or until it comes to nothing."""
    if each.industry != SUPERMARKET:
        return ()
    return ((each.intended_on, 1), (each.signed_on or each.ended_on, -1))


def _counted(adds: Adds, revoked: type[Event], told: Sequence[type[Event]]) -> tuple[EntryCount, ...]:
    """All that is told of entries; one that is revoked is taken away."""
    return tuple(EntryCount(contract, adds, -1 if contract is revoked else 1) for contract in told)


PEOPLE_FIGURES: tuple[Figure, ...] = (
    Figure(
        "F23", Text("参加健康体检人员", "persons who had a health check"), PERSONS, "exact",
        _counted(_checked, checks.HealthCheckRevoked, checks.COUNTED), "benefits-entry", "flow",
    ),
    Figure(
        "F51", Text("体检当日身份类别不符合的人员", "persons checked whose categories did not qualify that day"),
        PERSONS, "exact", _counted(_unqualified, checks.HealthCheckRevoked, checks.COUNTED), "benefits-entry", "flow",
    ),
    Figure(
        "F24", Text("免费技能培训人员", "persons trained free"), PERSONS, "exact",
        (EntryCount(TrainingCounted, lambda each: ((each.trained_on, 1),)),), "person", "flow",
    ),
    *(
        Figure(
            code, name, Text("家", "merchants"), "exact",
            _counted(adds, merchants.MerchantAgreementRevoked, merchants.COUNTED), "benefits-entry",
        )
        for code, name, adds in (
            ("F25", Text("签订优惠协议的商家", "merchants with an agreement"), _agreed),
            ("F26", Text("达成优惠意向的超市", "supermarkets with an intention"), _intended),
        )
    ),
)  # fmt: skip
