"""Terms in social roles that were recorded wrongly: what holds instead. How they begin and end: `persons`."""

from typing import Annotated

from msgspec import Meta

from shared.events.contract import Event, PiiClass, Published
from shared.events.fields import CalendarDate, OrgPath, PersonId
from shared.events.registry.persons import RoleId, RoleOrgCode, RolePeriod, SocialRoleKind

NoLonger = Annotated[tuple[RolePeriod, ...], Meta(description="the days that count no longer · 不再计入的各段日期")]
Again = Annotated[tuple[RolePeriod, ...], Meta(description="the days that count from now on · 改为计入的各段日期")]
HeldSince = Annotated[CalendarDate, Meta(description="first day the role is held · 任职日期")]


class SocialRoleReopened(Event, frozen=True, kw_only=True):
    """A term that was told as ended goes on: the end was a mistake, or so was the death or departure it came of.

    Benefits may assign the mediator again, reporting counts the days in `counted` again in F17, F18, F19 or
    F21. Why stays in registry.

    已告知终止的任职继续有效：终止登记有误，或者致其终止的死亡、注销、迁出登记已撤销。
    优待可再次指派，统计在 F17、F18、F19 或 F21 中恢复计入 `counted` 各段日期。原因只留在登记服务。
    """

    role_id: RoleId
    person_id: PersonId
    kind: SocialRoleKind
    org_code: RoleOrgCode
    org_path: OrgPath
    assumed_on: HeldSince
    counted_before: NoLonger
    counted: Again


class SocialRoleCorrected(Event, frozen=True, kw_only=True):
    """What was told of a term was wrong: this is how it has been all along, `ended_on` included.

    Everything that was told of the term before is replaced. Benefits takes it instead, reporting takes the days in
    `counted_before` out of F17, F18, F19 or F21 and those in `counted` in. What it rests on stays in registry.

    任职登记有误，已更正，以此为准（含终止日期）；此前所述全部由此替代。
    优待据此更新，统计在 F17、F18、F19 或 F21 中扣除 `counted_before`、计入 `counted` 各段日期。依据只留在登记服务。
    """

    role_id: RoleId
    person_id: PersonId
    kind: SocialRoleKind
    org_code: RoleOrgCode
    org_path: OrgPath
    assumed_on: HeldSince
    ended_on: Annotated[
        CalendarDate | None, Meta(description="first day it is no longer held; null: it is · 终止日，空为在任")
    ]
    counted_before: NoLonger
    counted: Again


class SocialRoleWithdrawn(Event, frozen=True, kw_only=True):
    """A term was recorded by mistake, or of somebody who was gone before it began: it never was.

    Benefits assigns nobody by it, reporting takes the days in `counted_before` out of F17, F18, F19 or F21. `counted`:
    those on which a term of a file that was merged counts instead. A later `social-role-corrected` brings it back. Why
    stays in registry.

    任职登记有误，或者任职前本人已死亡、注销、迁出，视为从未任职。
    优待不再据此指派，统计在 F17、F18、F19 或 F21 中扣除 `counted_before` 各段日期；`counted` 为改由
    并入档案的任职计入的日期。其后的 `social-role-corrected` 使其恢复。原因只留在登记服务。
    """

    role_id: RoleId
    person_id: PersonId
    kind: SocialRoleKind
    org_code: RoleOrgCode
    org_path: OrgPath
    counted_before: NoLonger
    counted: Again


PUBLISHED: tuple[Published, ...] = tuple(
    Published(
        contract,
        "registry.social-roles",
        "role_id",
        PiiClass.P2,
        ("benefits", "reporting"),
        outside=("organisation-department",),
    )
    for contract in (SocialRoleReopened, SocialRoleCorrected, SocialRoleWithdrawn)
)
