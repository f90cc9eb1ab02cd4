"""Something that somebody contributed."""

from services.registry.contributions.domain import Deed
from tests.registry.teams.given import MARCH

DEED = Deed("left-behind-children", MARCH, "每周辅导留守儿童作业", "村委会证明第3号")
