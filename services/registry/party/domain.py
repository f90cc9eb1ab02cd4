"""When a Party organisation may be established beside a unit, and what may change of it (S12, S13, fact 4, R4)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.registry.network.domain import OrgUnit, UnitKind
from services.registry.party.parameters import IN_ERROR
from shared.auth.caller import Caller
from shared.clock import FIRST_DAY
from shared.refusal import Conflict, FieldFault, Forbidden, Invalid, NotFound, Stale
from shared.rule import ALWAYS, Rule, field, refuse


class PartyKind(StrEnum):
    """A branch (党支部) at a station, a group (党小组) at a room."""

    BRANCH = "branch"
    GROUP = "group"


MIRRORED: Mapping[PartyKind, UnitKind] = {PartyKind.BRANCH: UnitKind.STATION, PartyKind.GROUP: UnitKind.ROOM}


class PartyOrganisationInvalid(Invalid):
    """The organisation breaks a rule named in `fields`."""

    code = "party-organisation-invalid"
    zh = "该党组织不符合规定，原因见各字段。"
    en = "The Party organisation breaks a rule; the fields tell which."


class PartyOrgCodeTaken(Conflict):
    """An organisation with this code exists: a code is never given twice."""

    code = "party-org-code-taken"
    zh = "党组织代码 {party_org_code} 已被使用。"
    en = "The Party organisation code {party_org_code} is taken."


class AlreadyMirrored(Conflict):
    """The unit has its branch or group: one each."""

    code = "already-mirrored"
    zh = "{org_code} 已有对应的党组织。"
    en = "The unit {org_code} already has its Party organisation."


class StationHasNoBranch(Conflict):
    """A group stands under the branch of its room's station, which must be established first."""

    code = "station-has-no-branch"
    zh = "该服务室所属服务站 {station_code} 尚无党支部，请先成立党支部。"
    en = "The room's station {station_code} has no Party branch yet; establish the branch first."


class PartyOrganisationNotFound(NotFound):
    code = "party-organisation-not-found"
    zh = "没有代码为 {party_org_code} 的党组织。"
    en = "There is no Party organisation with the code {party_org_code}."


class PartyOrganisationIsDissolved(Conflict):
    code = "party-organisation-is-dissolved"
    zh = "党组织 {party_org_code} 已于 {dissolved_on} 撤销。"
    en = "The Party organisation {party_org_code} was dissolved on {dissolved_on}."


class PartyOrganisationStands(Conflict):
    """Nothing to take back."""

    code = "party-organisation-stands"
    zh = "党组织 {party_org_code} 没有撤销，不需要撤回。"
    en = "The Party organisation {party_org_code} was not dissolved, so there is no dissolution to take back."


class DissolvedByOneself(Forbidden):
    """Who dissolved it does not take that back, nor does who stands in for him, nor whom he stood in for."""

    code = "dissolved-by-oneself"
    zh = "登记撤销的人、其代行人和委托其登记的人不能撤回，须由另一人核对后办理。"
    en = (
        "Who dissolved it does not take that back, nor does who stands in for him, nor whom he stood in for: a second"
        " person does, who has looked for himself."
    )


class PartyOrganisationChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "party-organisation-changed"
    zh = "该党组织在您填写期间已被他人更改，请核对最新情况后再提交。"
    en = "Somebody changed the Party organisation meanwhile. Look at how it stands now, then send it again."


class PartyOrganisationOccupied(Conflict):
    """It still has what `fields` names."""

    code = "party-organisation-occupied"
    zh = "党组织 {party_org_code} 仍有在册内容，不能办理。"
    en = "The Party organisation {party_org_code} still holds something: move or end that first."


class PartyOrganisationUnchanged(Conflict):
    code = "party-organisation-unchanged"
    zh = "与现有登记相同，无需更正。"
    en = "It is recorded so already."


@dataclass(frozen=True)
class PartyOrganisation:
    """One organisation. `parent_code` is a group's branch, None for a branch; `version` counts its published events."""

    party_org_code: str
    kind: PartyKind
    name: str
    mirror_of: str
    parent_code: str | None
    org_path: str
    established_on: date
    version: int
    renamed_on: date | None = None
    dissolved_on: date | None = None
    dissolution: str | None = None
    dissolved_by: UUID | None = None
    dissolved_for: UUID | None = None

    @property
    def named_on(self) -> date:
        """The day it got the name it has."""
        return self.renamed_on or self.established_on

    def must_stand(self) -> None:
        """Raises `PartyOrganisationIsDissolved`."""
        if self.dissolved_on is not None:
            raise PartyOrganisationIsDissolved(
                party_org_code=self.party_org_code, dissolved_on=self.dissolved_on.isoformat()
            )

    def must_be(self, version: int | None) -> None:
        """Raises `PartyOrganisationChanged`."""
        if version not in {None, self.version}:
            raise PartyOrganisationChanged


@dataclass(frozen=True)
class ProposedOrganisation:
    """An organisation somebody wants to establish."""

    party_org_code: str
    kind: PartyKind
    name: str
    mirror_of: str
    established_on: date


@dataclass(frozen=True)
class Founding:
    """The facts a proposal is judged on: the unit it is to mirror, and today's date in Shanghai."""

    proposed: ProposedOrganisation
    unit: OrgUnit
    today: date


PARTY_RULES: tuple[Rule[Founding], ...] = (
    Rule("mirrors-its-kind", "rules C1 and C2", ALWAYS,
         "党支部对应服务站，党小组对应服务室。", "A branch mirrors a station, a group a room.",
         field("mirror_of", lambda facts: MIRRORED[facts.proposed.kind] is facts.unit.kind)),
    Rule("mirrored-unit-active", "rules C1 and C2", ALWAYS,
         "对应的服务机构已撤销。", "The mirrored unit is active.",
         field("mirror_of", lambda facts: facts.unit.is_active)),
    Rule("not-before-its-unit", "rules C1 and C2", ALWAYS,
         "成立日期不能早于对应的服务机构设立之日。", "It was established no earlier than the unit that it mirrors.",
         field("established_on", lambda facts: facts.proposed.established_on >= facts.unit.established_on)),
    Rule("not-in-future", "a date tells what has happened", ALWAYS,
         "成立日期不能晚于今天。", "It was established today or before.",
         field("established_on", lambda facts: facts.proposed.established_on <= facts.today)),
)  # fmt: skip


def check_organisation(proposed: ProposedOrganisation, unit: OrgUnit, *, today: date) -> None:
    """Raises `PartyOrganisationInvalid` naming every broken rule."""
    facts = Founding(proposed, unit, today)
    refuse(PartyOrganisationInvalid, PARTY_RULES, facts, on=proposed.established_on)


def founded(proposed: ProposedOrganisation, unit: OrgUnit, *, parent_code: str | None) -> PartyOrganisation:
    """The new organisation beside its unit, version 1."""
    return PartyOrganisation(
        party_org_code=proposed.party_org_code,
        kind=proposed.kind,
        name=proposed.name,
        mirror_of=unit.org_code,
        parent_code=parent_code,
        org_path=unit.org_path,
        established_on=proposed.established_on,
        version=1,
    )


def renamed(organisation: PartyOrganisation, name: str, *, on: date, today: date) -> PartyOrganisation:
    """Called otherwise from a day on. Raises `PartyOrganisationIsDissolved`, `PartyOrganisationInvalid`,
    `PartyOrganisationUnchanged`."""
    organisation.must_stand()
    if name == organisation.name:
        raise PartyOrganisationUnchanged
    _must_lie_between("renamed_on", on, organisation.named_on, today)
    return replace(organisation, name=name, renamed_on=on, version=organisation.version + 1)


def dissolved(
    organisation: PartyOrganisation, reason: str, *, on: date, today: date, by: Caller | None = None
) -> PartyOrganisation:
    """From a day on; entered in error, it never was, whatever day is said. Raises `PartyOrganisationIsDissolved`,
    `PartyOrganisationInvalid`."""
    organisation.must_stand()
    day = organisation.established_on if reason == IN_ERROR else on
    _must_lie_between("dissolved_on", day, organisation.established_on, today)
    told: dict[str, Any] = {"dissolved_on": day, "dissolution": reason}
    if by is not None:
        told |= {"dissolved_by": by.account_id, "dissolved_for": by.on_behalf_of}
    return replace(organisation, **told, version=organisation.version + 1)


def restored(organisation: PartyOrganisation, unit: OrgUnit, *, parent_code: str | None) -> PartyOrganisation:
    """As if it had not been dissolved, where its unit stands now."""
    never: dict[str, Any] = dict.fromkeys(("dissolved_on", "dissolution", "dissolved_by", "dissolved_for"))
    stands: dict[str, Any] = {"org_path": unit.org_path, "parent_code": parent_code}
    return replace(organisation, **never, **stands, version=organisation.version + 1)


def corrected(
    organisation: PartyOrganisation, unit: OrgUnit, *, on: date, today: date, first_group: date | None = None
) -> PartyOrganisation:
    """Founded on another day, beside another unit; a branch not after `first_group`, the first day of a group under it,
    unless it was recorded so. What it was called before it was founded, it never was. `parent_code` is for the caller
    to find. Raises `PartyOrganisationIsDissolved`,
    `PartyOrganisationInvalid`, `PartyOrganisationUnchanged`."""
    organisation.must_stand()
    if (unit.org_code, on) == (organisation.mirror_of, organisation.established_on):
        raise PartyOrganisationUnchanged
    own = (organisation.party_org_code, organisation.kind, organisation.name)
    check_organisation(ProposedOrganisation(*own, unit.org_code, on), unit, today=today)
    if first_group is not None:
        _must_lie_between("established_on", on, FIRST_DAY, max(first_group, organisation.established_on))
    renamed_on = organisation.renamed_on
    return replace(
        organisation,
        mirror_of=unit.org_code,
        org_path=unit.org_path,
        established_on=on,
        renamed_on=None if renamed_on is not None and renamed_on <= on else renamed_on,
        version=organisation.version + 1,
    )


def _must_lie_between(field_name: str, day: date, first: date, last: date) -> None:
    if first <= day <= last:
        return
    said = (first.isoformat(), last.isoformat())
    fault = FieldFault(
        field_name,
        "out-of-order",
        "应在 {} 至 {} 之间。".format(*said),
        "It must lie between {} and {}.".format(*said),
    )
    raise PartyOrganisationInvalid(fields=[fault])
