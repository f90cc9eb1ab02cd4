"""Words of the pages, and where what a figure counts can be looked at one by one: the pages of those who own it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

from services.reporting.figures.parameters import Subject
from shared.language import Named, Text

HERE = Text("本级", "the unit itself")
UNPLACED = Text("机构信息尚未送达", "units not known yet")
# How long each period is.
GRAINS: tuple[Named, ...] = (
    Named("day", "日", "day"),
    Named("week", "周", "week"),
    Named("ten-days", "旬", "ten-day period"),
    Named("month", "月", "month"),
    Named("year", "年", "year"),
)
# By kind of unit; what stands directly below it.
BELOW: Mapping[str, Text] = {"centre": Text("服务站", "Station"), "station": Text("服务室", "Room")}


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that are read together, by their codes."""

    name: Text
    codes: tuple[str, ...]


# Every figure stands in one of them; a test asks for it.
GROUPS: tuple[Group, ...] = (
    Group(Text("人员", "Persons"), ("F01",)),
    Group(Text("服务网络", "Service network"), ("F03", "F04", "F28")),
    Group(Text("组织领导", "Leadership"), ("F11", "F12", "F13", "F14", "F15", "F40")),
    Group(Text("人员配备和规范化建设", "Staff and standards"), ("F07", "F52", "F43", "F45", "F44")),
    Group(Text("阵地建设", "Venues"), ("F08", "F53", "F09", "F47", "F48", "F49", "F50", "F10", "F41", "F27")),
    Group(Text("党的建设", "Party building"), ("F02", "F46", "F05", "F06", "F16", "F42")),
    Group(Text("作用发挥", "What veterans do"), ("F17", "F18", "F19", "F21", "F22")),
    Group(Text("优待服务", "What is done for people"), ("F23", "F51", "F24", "F25", "F26")),
    Group(Text("矛盾纠纷化解", "Disputes"), ("F20", "F29")),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A list on another page: its `path` and who may read it, `day` its filter for the day, `only` its other filters.

    What a figure counts and what its list holds are compared by a test, for every figure that has one; what counts
    entries of books is opened entry by entry.
    """

    path: str
    permission: str
    day: str = "on"
    only: Mapping[str, str] = field(default_factory=dict)

    def of(self, unit_code: str, as_of: date) -> str:
        """The address of the list for a unit and all below it, as of a day."""
        return f"{self.path}?{urlencode({'unit': unit_code, self.day: as_of, **self.only})}"


# Where an id is to be seen, at the service that owns it; a Party organisation has no page of its own.
PAGES: Mapping[Subject, str] = {
    "person": "/registry/persons",
    "case": "/benefits/cases",
    "org-unit": "/registry/network",
    "entry": "/registry/books",
}

SOURCES: Mapping[str, Source] = {
    "F01": Source("/registry/persons", "veterans.read"),
    "F02": Source("/registry/persons", "veterans.read", only={"member": "true"}),
    "F03": Source("/registry/network", "places.read", only={"kind": "station"}),
    "F04": Source("/registry/network", "places.read", only={"kind": "room"}),
    "F05": Source("/registry/party", "places.read", only={"kind": "branch"}),
    "F06": Source("/registry/party", "places.read", only={"kind": "group"}),
    "F16": Source("/registry/party-applications", "party-applications.read"),
    "F17": Source("/registry/roles", "social-roles.read", only={"kind": "village-reserve-cadre"}),
    "F18": Source("/registry/roles", "social-roles.read", only={"kind": "village-two-committees"}),
    "F19": Source("/registry/roles", "social-roles.read", only={"kind": "mediator"}),
    "F20": Source("/benefits/cases", "cases.read", "ended_by", {"state": "resolved", "settled": "true"}),
    "F21": Source("/registry/roles", "social-roles.read", only={"kind": "entrepreneur"}),
    "F22": Source("/registry/teams/volunteers", "volunteer-teams.read"),
    "F29": Source("/benefits/cases", "cases.read", "ended_by", {"state": "withdrawn"}),
}
