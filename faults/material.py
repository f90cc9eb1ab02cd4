"""One request of the load, and what the requests before it have left to build on."""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from itertools import count
from typing import Any

from deploy.demo.accounts import CLERK
from deploy.demo.county import County, Unit
from deploy.demo.people import BIRTHDAYS, FIRST_BIRTHDAY, FIRST_SERIAL, id_number

FIRST_DAY = date(2019, 1, 20)
ROOM_CLERK, STATION_CLERK = "faults-room", "faults-station"  # what a room hands in, a station verifies
Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Intent:
    """One request. `learn` gets the answer's JSON when it succeeded.

    `event`: the type it publishes, empty when that is none or not one each time. `file`: sent as a form, no `body`.
    """

    kind: str
    service: str
    method: str
    path: str
    body: Body
    event: str
    learn: Callable[[Mapping[str, Any]], None] = lambda _answer: None
    account: str = CLERK
    file: bytes = b""


@dataclass(slots=True)
class Case:
    case_id: str
    applicant: str
    mediator: str = ""


@dataclass(slots=True)
class Material:
    """What was acknowledged so far, and so may be built on."""

    county: County
    chance: random.Random
    serials: Iterator[int] = field(default_factory=count)
    veterans: list[str] = field(default_factory=list)
    dead: list[str] = field(default_factory=list)
    deregistered: list[str] = field(default_factory=list)
    leaving: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    mediators: list[str] = field(default_factory=list)
    terms: list[str] = field(default_factory=list)
    opened: list[Case] = field(default_factory=list)
    assigned: list[Case] = field(default_factory=list)
    resolved: list[Case] = field(default_factory=list)
    withdrawn: list[Case] = field(default_factory=list)
    unverified: list[tuple[str, str]] = field(default_factory=list)
    handed_in: list[tuple[str, Body]] = field(default_factory=list)
    returned: list[tuple[str, Body]] = field(default_factory=list)
    verified_forms: list[str] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    merges: list[tuple[str, str, str, str]] = field(default_factory=list)
    merged: list[tuple[str, str]] = field(default_factory=list)
    long_dead: list[str] = field(default_factory=list)
    erasures: list[tuple[str, str]] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    dead_recipients: list[str] = field(default_factory=list)
    recipient_erasures: list[tuple[str, str]] = field(default_factory=list)
    projects: list[str] = field(default_factory=list)
    meetings: list[str] = field(default_factory=list)
    consents: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    unreported: list[tuple[str, str]] = field(default_factory=list)
    reported: list[str] = field(default_factory=list)
    unreceived: list[str] = field(default_factory=list)
    verified: list[str] = field(default_factory=list)
    unapplied: list[str] = field(default_factory=list)
    applications: list[tuple[str, str]] = field(default_factory=list)
    returned_applications: list[str] = field(default_factory=list)
    verified_applications: list[str] = field(default_factory=list)
    enjoyed: list[str] = field(default_factory=list)
    suspended: list[str] = field(default_factory=list)
    proxies: list[tuple[str, str]] = field(default_factory=list)
    authorities: list[str] = field(default_factory=list)
    grantee: str = ""
    proposals: list[str] = field(default_factory=list)
    grants: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    programmes: Iterator[int] = field(default_factory=count)

    def forget(self) -> None:
        """What was acknowledged is gone: a database was restored."""
        for learnt in fields(self):
            if isinstance(value := getattr(self, learnt.name), list):
                value.clear()

    def day(self) -> date:
        """Of the first weeks of 2019."""
        return FIRST_DAY + timedelta(days=self.chance.randrange(90))

    def room(self) -> Unit:
        return self.chance.choice(self.county.rooms)

    def new_person(self) -> tuple[str, date]:
        """An identity number nobody has, and the birthday in it."""
        number = next(self.serials)
        born_on = FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
        return id_number(born_on, FIRST_SERIAL + 2 * (number // BIRTHDAYS)), born_on
