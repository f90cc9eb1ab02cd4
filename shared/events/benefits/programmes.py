"""What the county offers, and under which rules."""

from typing import Annotated

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, Code, Digest, OfficialName


class ProgrammePublished(Event, frozen=True, kw_only=True):
    """A version of a programme of benefits was published. Once per version.

    No service applies it yet; the public may read which rules were in force when.

    优待帮扶项目的一个版本发布，每个版本一次。供公众查询何时适用何种规则。
    """

    programme_code: Annotated[Code, Meta(description="the programme · 项目代码")]
    version: Annotated[int, Meta(ge=1, description="1, 2, 3 … within the programme · 版本号")]
    name: OfficialName
    slot: Annotated[
        Code | None,
        Meta(description="its place in a programme group, as free-1 of 四免两优; null if in none · 在项目组中的位置"),
    ] = None
    valid_from: Annotated[CalendarDate, Meta(description="first day in force, Asia/Shanghai · 生效日")]
    valid_to: Annotated[
        CalendarDate | None, Meta(description="first day no longer in force; null = open · 失效日（不含），空为长期")
    ] = None
    rule_digest: Annotated[
        Digest, Meta(description="SHA-256 of rules and terms, in hexadecimal · 规则与条件的 SHA-256 摘要")
    ]


class ProgrammeRetired(Event, frozen=True, kw_only=True):
    """A programme was ended: from a day on none of its versions is in force, until another is published.

    No service applies it yet; the public may read which rules were in force when.

    优待帮扶项目停止：自某日起各版本均不再有效，直至发布新的版本。
    """

    programme_code: Annotated[Code, Meta(description="the programme · 项目代码")]
    version: Annotated[int, Meta(ge=1, description="the last version that was published · 最后版本号")]
    retired_from: Annotated[
        CalendarDate, Meta(description="first day no longer in force, Asia/Shanghai · 停止日（不含）")
    ]


PUBLISHED: tuple[Published, ...] = tuple(
    Published(contract, "benefits.programmes", "programme_code", PiiClass.P0, (), outside=("public",))
    for contract in (ProgrammePublished, ProgrammeRetired)
)
