"""The words events are made of. Each carries its rule and its meaning in English and Chinese.

Patterns are Python's: `[0-9]`, not `\\d`, which also matches digits of other scripts, and `\\Z`, not `$`, which lets a
newline follow. Schemas write `$`, as JSON Schema has it.
"""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

PersonId = Annotated[UUID, Meta(description="person id, UUIDv7 · 人员编号")]
AccountId = Annotated[UUID, Meta(description="account of a user of the system, UUIDv7 · 系统用户账号编号")]
GrantId = Annotated[UUID, Meta(description="the grant, UUIDv7 · 授权编号")]
EntryId = Annotated[UUID, Meta(description="entry of a book of the county, UUIDv7 · 台账记录编号")]

OrgCode = Annotated[
    str,
    Meta(
        pattern=r"^[0-9A-Z]{6,24}\Z",
        description="code of a service organisation: county code, division code, or U01/R01 below it · 服务机构代码",
    ),
]
OrgPath = Annotated[
    str,
    Meta(
        pattern=r"^[0-9A-Z]{6,24}(\.[0-9A-Z]{6,24}){0,7}\Z",
        description="codes from the centre down to this unit, as it stood that day · 当日自服务中心起的机构路径",
    ),
]
PartyOrgCode = Annotated[
    str,
    Meta(pattern=r"^[0-9A-Za-z][0-9A-Za-z-]{3,39}\Z", description="code of a Party organisation · 党组织代码"),
]
DivisionCode = Annotated[
    str,
    Meta(
        pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})\Z",
        description="division code: 6 county, 9 township, 12 village (GB/T 2260, 10114) · 行政区划代码",
    ),
]
Code = Annotated[
    str,
    Meta(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}\Z", description="kebab-case code · 代码"),
]
FieldName = Annotated[
    str,
    Meta(pattern=r"^[a-z][a-z0-9_]{0,63}\Z", description="name of a field, never its value · 字段名（不含内容）"),
]
Digest = Annotated[
    str,
    Meta(pattern=r"^[0-9a-f]{64}\Z", description="SHA-256 in hexadecimal · SHA-256 摘要（十六进制）"),
]
OfficialName = Annotated[
    str,
    Meta(min_length=1, max_length=100, description="official name of an organisation or programme · 正式名称"),
]
CalendarDate = Annotated[date, Meta(description="calendar date, Asia/Shanghai · 日期（北京时间）")]
Month = Annotated[
    str, Meta(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])\Z", description="month, as 2019-04 · 月份（如 2019-04）")
]
Instant = Annotated[datetime, Meta(tz=True, description="instant, UTC · 时刻（协调世界时）")]
Count = Annotated[int, Meta(ge=0, description="a count · 数量")]
