"""When a Party organisation may be established beside a unit (S12, S13, fact 4, R4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.registry.network.domain import OrgUnit, UnitKind
from shared.refusal import Conflict, Invalid
from shared.rule import ALWAYS, Rule, field, refuse


class PartyKind(StrEnum):
    """A branch (党支部) at a station, a group (党小组) at a room."""

    BRANCH = "branch"
    GROUP = "group"


MIRRORED: Mapping[PartyKind, UnitKind] = {PartyKind.BRANCH: UnitKind.STATION, PartyKind.GROUP: UnitKind.ROOM}


class PartyOrganisationInvalid(Invalid):
    """The organisation breaks a rule named in `fields`."""

    code = "party-organisation-invalid"
    zh = "该党组织不符合规定，未予成立。"
    en = "The Party organisation breaks a rule and was not established."


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
