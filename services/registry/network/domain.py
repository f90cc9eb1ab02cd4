"""Org units of the service network, and when one may be renamed or closed. When one may be established: `rules.py`."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from shared.auth.caller import Caller, covers
from shared.language import Text
from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale

NAME_LENGTH = 100
# A name goes over the bus: no identity, phone or account number stands in it. It stands in tables that people open in
# a spreadsheet: it does not begin as a formula there does, in full width neither.
NAME_PATTERN = r"^(?![=+\-@＝＋－＠])(?!.*[0-9０-９]{9})"


class UnitKind(StrEnum):
    """The three levels of the network inside a county."""

    CENTRE = "centre"
    STATION = "station"
    ROOM = "room"


class HostKind(StrEnum):
    """What a unit is placed at. 32 stations stand over 15 townships, so that a station is not a township (fact 2)."""

    COUNTY = "county"
    TOWNSHIP = "township"
    COUNTY_DIRECT_UNIT = "county-direct-unit"
    VILLAGE = "village"


class OrgUnitInvalid(Invalid):
    """The unit breaks at least one rule; `fields` names every one."""

    code = "org-unit-invalid"
    zh = "该服务机构不符合规定，未予设立。"
    en = "The org unit breaks a rule and was not established."


class OrgCodeTaken(Conflict):
    """A unit with this code exists, active or closed: a code is never given twice."""

    code = "org-code-taken"
    zh = "机构代码 {org_code} 已被使用。"
    en = "The org code {org_code} is taken."


class CentreExists(Conflict):
    """A county has one active centre."""

    code = "centre-exists"
    zh = "本县已有服务中心。"
    en = "The county already has a service centre."


class OrgUnitNameUnclear(Invalid):
    """No active unit is called so, or several are; the field says which."""

    code = "org-unit-name-unclear"
    zh = "不能按所填名称确定服务机构。"
    en = "The name does not say which org unit is meant."


def name_fault(field: str, *, is_known: bool) -> FieldFault:
    """What is wrong with a name of a unit: several bear it, or none."""
    if is_known:
        return FieldFault(field, "org-ambiguous", "有多个同名机构，请填代码。", "Several are called so; give the code.")
    return FieldFault(
        field,
        "org-unknown",
        "没有此名称的机构，请填机构名称或代码。",
        "No unit is called so; give its name or code.",
    )


class OrgUnitNotFound(NotFound):
    """No unit has this code."""

    code = "org-unit-not-found"
    zh = "没有代码为 {org_code} 的服务机构。"
    en = "There is no org unit with the code {org_code}."


class OrgUnitIsClosed(Conflict):
    """The unit was closed and takes nothing new."""

    code = "org-unit-is-closed"
    zh = "服务机构 {org_code} 已于 {closed_on} 撤销。"
    en = "The org unit {org_code} was closed on {closed_on}."


class OrgUnitIsClosing(Conflict):
    """The unit is to be closed, and takes in nothing new (decision 59)."""

    code = "org-unit-is-closing"
    zh = "服务机构 {org_code} 拟撤销，自 {closing_since} 起不再接收。"
    en = "The org unit {org_code} is to be closed, and takes in nothing new since {closing_since}."


class OrgUnitChanged(Stale):
    """Somebody renamed or closed the unit after it was shown."""

    code = "org-unit-changed"
    zh = "该机构在您填写期间已被他人更改，请核对最新情况后再提交。"
    en = "Somebody changed the unit meanwhile. Look at how it stands now, then send it again."


class OrgUnitOccupied(Conflict):
    """The unit still holds something active, named by `fields` (rule R10)."""

    code = "org-unit-occupied"
    zh = "服务机构 {org_code} 仍有在册内容，不能撤销。"
    en = "The org unit {org_code} still holds something active and cannot be closed."


class ClosureDateInvalid(Invalid):
    """A unit closes on or after the day it was established, when nothing is there any more, and not in the future."""

    code = "closure-date-invalid"
    zh = "撤销日期不符合规定，原因见字段。"
    en = "The unit cannot be closed on that day; the field tells why."


def closure_date_invalid(on: date, first: date, what: Text | None = None) -> ClosureDateInvalid:
    """The day lies before the first on which it could be, since `what` was there until then; or else in the future."""
    zh, en = "撤销日期不能晚于今天。", "Must not be after today."
    code = "in-future"
    if on < first:
        code = "too-early"
        zh = f"撤销日期不能早于 {first}：" + (f"此前仍有{what.zh}。" if what else "此前机构尚未设立。")
        en = f"Must not be before {first}: until then " + (f"there were {what.en}." if what else "it did not stand.")
    return ClosureDateInvalid(fields=[FieldFault("closed_on", code, zh, en)])


class OrgUnitCorrectionInvalid(Invalid):
    """What is said to be right breaks at least one rule; `fields` names every one."""

    code = "org-unit-correction-invalid"
    zh = "更正后的机构信息不符合规定，未予更正。"
    en = "What is said to be right of the org unit breaks a rule; nothing was corrected."


class RenamingDateInvalid(Invalid):
    """A unit is renamed on or after the day it got the name it has, and not in the future."""

    code = "renaming-date-invalid"
    zh = "更名日期 {renamed_on} 应不早于现名称启用日期 {named_on}，且不晚于今天。"
    en = "The renaming date {renamed_on} must be neither before {named_on}, when it got its name, nor after today."


class Aspect(StrEnum):
    """What of a unit holds from a day on."""

    NAME = "name"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Term:
    """What holds of a unit from a day on: a name, or the code of the unit above."""

    since: date
    value: str | None


@dataclass(frozen=True)
class OrgUnit:
    """One unit. `org_path` are the codes from the centre down joined by dots; `version` counts its published events."""

    org_code: str
    kind: UnitKind
    host_kind: HostKind
    name: str
    parent_code: str | None
    division_code: str | None
    org_path: str
    established_on: date
    closed_on: date | None
    version: int
    renamed_on: date | None = None
    moved_on: date | None = None
    closing_since: date | None = None

    @property
    def named_on(self) -> date:
        """The day it got the name it has."""
        return self.renamed_on or self.established_on

    @property
    def placed_on(self) -> date:
        """The day since which it stands under its parent."""
        return self.moved_on or self.established_on

    @property
    def path_above(self) -> str:
        """The path of the unit above; of a centre its own."""
        return self.org_path.rpartition(".")[0] or self.org_path

    def is_decided_by(self, caller: Caller) -> bool:
        """What becomes of a unit is decided above it (decision 59); of a centre, there. Whoever decides covers both."""
        return all(any(covers(granted, path) for granted in caller.scope) for path in (self.org_path, self.path_above))

    def must_be_decided_by(self, caller: Caller) -> None:
        """Raises `OutOfScope`."""
        caller.must_cover(self.org_path)
        caller.must_cover(self.path_above)

    @property
    def is_active(self) -> bool:
        return self.closed_on is None

    def must_be_active(self) -> None:
        """Raises `OrgUnitIsClosed`."""
        if self.closed_on is not None:
            raise OrgUnitIsClosed(org_code=self.org_code, closed_on=self.closed_on.isoformat())

    @property
    def takes_in(self) -> bool:
        """Whether somebody may be registered in it, moved to it or appointed to it."""
        return self.is_active and self.closing_since is None

    def must_take_in(self) -> None:
        """Raises `OrgUnitIsClosed`, `OrgUnitIsClosing`."""
        self.must_be_active()
        if self.closing_since is not None:
            raise OrgUnitIsClosing(org_code=self.org_code, closing_since=self.closing_since.isoformat())


def renamed(unit: OrgUnit, name: str, *, on: date, today: date) -> OrgUnit:
    """The unit under another name. Raises `OrgUnitIsClosed`, `RenamingDateInvalid`.

    Renames follow each other in time, so that the last name told is also the one of the latest day, for everyone.
    """
    unit.must_be_active()
    if not unit.named_on <= on <= today:
        raise RenamingDateInvalid(renamed_on=on.isoformat(), named_on=unit.named_on.isoformat())
    return replace(unit, name=name, renamed_on=on, version=unit.version + 1)


def reopened(unit: OrgUnit) -> OrgUnit:
    """The unit, as if it had not been closed."""
    return replace(unit, closed_on=None, version=unit.version + 1)


def closed(unit: OrgUnit, *, on: date, today: date) -> OrgUnit:
    """The unit, closed; what it may still hold is for others to ask. Raises `OrgUnitIsClosed`, `ClosureDateInvalid`."""
    unit.must_be_active()
    if not unit.established_on <= on <= today:
        raise closure_date_invalid(on, unit.established_on)
    return replace(unit, closed_on=on, closing_since=None, version=unit.version + 1)
