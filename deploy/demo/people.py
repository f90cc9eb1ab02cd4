"""The demo county's 18,636 invented veterans: deterministic, marked synthetic, with the impossible ID prefix 999.

No record can equal a living person: no division code begins with 999, so no real identity number does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from deploy.demo.county import PARTY_APPLICANTS, PARTY_MEMBERS, VETERANS, County, Unit, serves, share

FIRST_BIRTHDAY = date(1945, 3, 1)
BIRTHDAYS = 14_900  # days, so that the youngest was born in 1985 and everyone is long discharged
FIRST_SERIAL = 101  # the acceptance stories' own people have lower ones
FIRST_REGISTRATION = date(2018, 10, 1)  # the national collection's standard time-point
REGISTRATION_DAYS = 200  # until 2019-04-18
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
MENS_NAMES = (
    "建国",
    "志强",
    "卫东",
    "保军",
    "红军",
    "爱民",
    "永胜",
    "国庆",
    "春生",
    "德才",
    "新民",
    "长河",
    "大勇",
    "学兵",
)
WOMENS_NAMES = ("秀英", "玉兰", "桂芝")
GIVEN_NAMES = MENS_NAMES + WOMENS_NAMES
CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643-1999, ISO 7064 MOD 11-2
CHECK_DIGITS = "10X98765432"


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the demo register; `place` counts from 0 within the room."""

    id_number: str
    name: str
    sex: str
    party_member: bool
    room: Unit
    station: Unit
    place: int
    enlisted_on: date
    discharged_on: date
    registered_on: date


def people(county: County, veterans: int = VETERANS, party_members: int = PARTY_MEMBERS) -> Iterator[Person]:
    """All veterans, room by room in the county's order; within a room the Party members come first."""
    stations = {station.code: station for station in county.stations}
    number = 0
    for index, room in enumerate(county.rooms):
        members = share(party_members, len(county.rooms), index)
        for place in range(share(veterans, len(county.rooms), index)):
            yield _person(number, place, place < members, room, stations[room.parent or ""])
            number += 1


def applicants_among(county: County, register: Iterable[Person]) -> list[Person]:
    """Who applies to join the Party: in each of the first village rooms the first of the register who is no member and
    serves in nothing."""
    serving = {
        room.code: serves(index, room.code) for index, room in enumerate(county.village_rooms[:PARTY_APPLICANTS])
    }
    found: dict[str, Person] = {}
    for person in register:
        taken = serving.get(person.room.code)
        if taken is not None and not person.party_member and person.place not in taken:
            found.setdefault(person.room.code, person)
    return list(found.values())


def _person(number: int, place: int, party_member: bool, room: Unit, station: Unit) -> Person:
    given_name = GIVEN_NAMES[(number * 7) % len(GIVEN_NAMES)]
    woman = given_name in WOMENS_NAMES
    born_on = FIRST_BIRTHDAY + timedelta(days=number % BIRTHDAYS)
    enlisted_on = date(born_on.year + 18, 12, 10)
    return Person(
        id_number=id_number(born_on, serial=FIRST_SERIAL + 2 * (number // BIRTHDAYS) + (1 if woman else 0)),
        name=SURNAMES[number % len(SURNAMES)] + given_name,
        sex="2" if woman else "1",
        party_member=party_member,
        room=room,
        station=station,
        place=place,
        enlisted_on=enlisted_on,
        discharged_on=date(enlisted_on.year + 2 + number % 12, 12, 1),
        registered_on=FIRST_REGISTRATION + timedelta(days=number % REGISTRATION_DAYS),
    )


def id_number(born_on: date, serial: int) -> str:
    """An 18-digit identity number of the impossible division 999329; an odd serial is a man's."""
    digits = f"999329{born_on:%Y%m%d}{serial:03}"
    total = sum(int(digit) * weight for digit, weight in zip(digits, CHECK_WEIGHTS, strict=True))
    return digits + CHECK_DIGITS[total % 11]
