"""What an authority must satisfy to be given. Every broken rule is named."""

from dataclasses import dataclass
from datetime import date

from services.registry.proxies.parameters import LONGEST, OF_AGE
from shared.refusal import Invalid
from shared.rule import ALWAYS, Rule, field, refuse


class ProxyInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "proxy-invalid"
    zh = "代办授权有误，原因见各字段。"
    en = "The authority of the proxy is wrong; the fields tell why."


@dataclass(frozen=True, slots=True)
class Wish:
    """For which days, both included; when the proxy was born, None where that is judged already; and today.
    `must_last`: it is given now, and not corrected."""

    since: date
    until: date
    born_on: date | None
    today: date
    must_last: bool = True


CALENDAR = "a period is one of days"

RULES: tuple[Rule[Wish], ...] = (
    Rule(
        "in-future",
        CALENDAR,
        ALWAYS,
        "授权日期晚于今天。",
        "It begins in the future.",
        field("since", lambda wish: wish.since <= wish.today),
    ),
    Rule(
        "period-backwards",
        CALENDAR,
        ALWAYS,
        "有效期应不早于授权日期，且未到期。",
        "It ends on the day it began or later, and has not ended yet.",
        field("until", lambda wish: wish.until >= (max(wish.since, wish.today) if wish.must_last else wish.since)),
    ),
    Rule(
        "too-long",
        LONGEST.source,
        LONGEST.in_force,
        f"授权最长{LONGEST.number}年，到期可重新授权。",
        f"At most {LONGEST.number} years; then it can be given anew.",
        field("until", lambda wish: wish.until <= _years_after(wish.since, LONGEST.number)),
    ),
    Rule(
        "under-age",
        OF_AGE.source,
        OF_AGE.in_force,
        f"代办人未满{OF_AGE.number}周岁。",
        f"The proxy is younger than {OF_AGE.number}.",
        field("id_number", lambda wish: wish.born_on is None or is_of_age(wish.born_on, wish.today)),
    ),
)


def is_of_age(born_on: date, today: date) -> bool:
    """Whether somebody may act for another."""
    return _years_after(born_on, OF_AGE.number) <= today


def _years_after(day: date, years: int) -> date:
    """Of 29 February in a common year, 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def must_be_possible(wish: Wish) -> None:
    """Raises `ProxyInvalid`."""
    refuse(ProxyInvalid, RULES, wish, on=wish.today)
