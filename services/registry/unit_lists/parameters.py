"""A list of units as a workbook has it."""

from shared.events.code_list import CodeList
from shared.events.codes import HOST_KIND, ORG_UNIT_KIND
from shared.language import Text
from shared.workbooks.columns import Column, Kind, Layout


def _chosen(header: str, name: str, en: str, words: CodeList) -> Column:
    named = tuple(words.codes)
    return Column(header, name, Kind.CODE, en, True, tuple(each.zh for each in named), named=named)


_CODE = Text(
    "区划代码；县直单位的站、室形如 411329U01、411329U01R01", "the division's; at a unit 411329U01, 411329U01R01"
)
_ABOVE = Text("上级机构的代码；服务中心不填", "the code of the unit above; empty of a centre")
_DIVISION = Text("区划代码；县直单位不填", "the division's code; empty at a county-direct unit")
LAYOUT = Layout(
    (
        Column("代码", "code", Kind.TEXT, "code", True, how=_CODE),
        Column("名称", "name", Kind.TEXT, "official name", True),
        _chosen("层级", "kind", "level", ORG_UNIT_KIND),
        _chosen("设在", "host_kind", "what it is hosted by", HOST_KIND),
        Column("上级机构代码", "parent_code", Kind.TEXT, "unit above", how=_ABOVE),
        Column("区划代码", "division_code", Kind.TEXT, "division", how=_DIVISION),
        Column("设立日期", "established_on", Kind.DATE, "established on", True),
    )
)
