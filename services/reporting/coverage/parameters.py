"""What coverage is read off, and how its axes, levels and periods are called."""

from collections.abc import Mapping
from typing import Literal

from services.reporting.figures.parameters import TOTAL
from shared.events.codes import HOST_KIND, ORG_UNIT_KIND
from shared.language import Named, Text

Axis = Literal["horizontal", "vertical", "persons", "station"]
Grain = Literal["ten-days", "week", "month"]

VETERANS = "F01"
# In post at the centre; at stations and rooms.
STAFF = ("F07", "F52")
# That a unit, or its Party organisation, was set up is not what it does.
ESTABLISHMENT = ("F03", "F04", "F05", "F06")

AXES: tuple[Named, ...] = (
    Named("horizontal", "横向到边：按依托单位", "Horizontal: by what units are set up in"),
    Named("vertical", "纵向到底：按层级", "Vertical: by level"),
    Named("persons", "覆盖全员", "Persons"),
    Named("station", "各服务站的服务室", "Rooms of each station"),
)
GRAINS: tuple[Named, ...] = (
    Named("ten-days", "旬", "ten-day period"),
    Named("week", "周", "week"),
    Named("month", "月", "month"),
)
ALL, CHAIN, PERSONS = "all", "chain", "veterans"
HOSTS: tuple[str, ...] = tuple(HOST_KIND.by_code())
LEVELS: tuple[str, ...] = tuple(ORG_UNIT_KIND.by_code())
# A station is called by its name of the day.
WORDS: Mapping[str, Mapping[str, Named | Text]] = {
    "horizontal": {ALL: TOTAL, **HOST_KIND.by_code()},
    "vertical": {
        **ORG_UNIT_KIND.by_code(),
        CHAIN: Text("中心、站、室三级贯通的服务室", "rooms covered together with their station and the centre"),
    },
    "persons": {PERSONS: Text("登记退役军人", "registered veterans")},
    "station": {},
}
