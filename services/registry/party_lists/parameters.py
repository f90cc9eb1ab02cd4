"""A list of Party organisations as a workbook has it."""

from services.registry.party.parameters import PARTY_KINDS
from shared.language import Text
from shared.workbooks.columns import Column, Kind, Layout

# What the workbook to fill in proposes for a unit that has none: its code with this behind it.
BEHIND = "P"

_CODE = Text("4 至 40 位数字、字母或连字符", "4 to 40 digits, letters or hyphens")
_BESIDE = Text("党支部填服务站的代码，党小组填服务室的代码", "the station of a branch, the room of a group")
LAYOUT = Layout(
    (
        Column("代码", "code", Kind.TEXT, "code", True, how=_CODE),
        Column("名称", "name", Kind.TEXT, "name", True),
        Column("类别", "kind", Kind.CODE, "kind", True, tuple(each.zh for each in PARTY_KINDS), named=PARTY_KINDS),
        Column("所在机构代码", "mirror_of", Kind.TEXT, "unit beside which it stands", True, how=_BESIDE),
        Column("成立日期", "established_on", Kind.DATE, "founded on", True),
    )
)
