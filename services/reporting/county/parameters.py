"""Words of the pages, and where what a figure counts can be looked at one by one: the pages of those who own it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.language import Text

HERE = Text("本级", "the unit itself")
UNPLACED = Text("机构信息尚未送达", "units not known yet")
# By kind of unit; what stands directly below it.
BELOW: Mapping[str, Text] = {"centre": Text("服务站", "Station"), "station": Text("服务室", "Room")}


@dataclass(frozen=True, slots=True)
class Source:
    """A list on another page: `path` as the menu has it, `rest` what leads there to a unit, `{unit}` its code."""

    path: str
    rest: str

    def of(self, unit_code: str) -> str:
        """The address of the list for a unit and all below it."""
        return self.path + self.rest.format(unit=unit_code)


PERSONS = Source("/registry/persons", "?unit={unit}")
NETWORK = Source("/registry/network", "/{unit}")
PARTY = Source("/registry/party", "?unit={unit}")

SOURCES: Mapping[str, Source] = {
    "F01": PERSONS,
    "F02": PERSONS,
    "F03": NETWORK,
    "F04": NETWORK,
    "F05": PARTY,
    "F06": PARTY,
    "F19": Source("/registry/roles", "?unit={unit}&kind=mediator"),
    "F20": Source("/benefits/cases", "?unit={unit}&state=resolved"),
    "F29": Source("/benefits/cases", "?unit={unit}&state=withdrawn"),
}
