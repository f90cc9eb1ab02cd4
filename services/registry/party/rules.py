"""Rules C1 and C2: the Party organisations mirror the service network one to one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.registry.network.domain import UnitKind
from services.registry.party.domain import MIRRORED, PartyKind

RULES: Mapping[str, PartyKind] = {"C1": PartyKind.BRANCH, "C2": PartyKind.GROUP}


@dataclass(frozen=True)
class ActiveUnit:
    """A station or room that is not closed."""

    org_code: str
    kind: UnitKind
    parent_code: str | None


@dataclass(frozen=True)
class ActiveOrganisation:
    """A branch or group that is not dissolved."""

    party_org_code: str
    kind: PartyKind
    mirror_of: str
    parent_code: str | None


@dataclass(frozen=True)
class Verdict:
    """Whether one rule holds, with the codes of whatever breaks it, in order."""

    rule: str
    unit_count: int
    organisation_count: int
    units_without_mirror: Sequence[str]
    organisations_without_unit: Sequence[str]
    organisations_under_wrong_parent: Sequence[str]

    @property
    def holds(self) -> bool:
        broken = (self.units_without_mirror, self.organisations_without_unit, self.organisations_under_wrong_parent)
        return not any(broken)


def judge(rule: str, units: Sequence[ActiveUnit], organisations: Sequence[ActiveOrganisation]) -> Verdict:
    """C1: every station has one branch. C2: every room has one group, under the branch of the room's station."""
    kind = RULES[rule]
    mirrored = {unit.org_code: unit for unit in units if unit.kind is MIRRORED[kind]}
    judged = [organisation for organisation in organisations if organisation.kind is kind]
    branch_of = {other.mirror_of: other.party_org_code for other in organisations if other.kind is PartyKind.BRANCH}
    standing = [organisation for organisation in judged if organisation.mirror_of in mirrored]
    return Verdict(
        rule=rule,
        unit_count=len(mirrored),
        organisation_count=len(judged),
        units_without_mirror=sorted(mirrored.keys() - {organisation.mirror_of for organisation in judged}),
        organisations_without_unit=sorted(other.party_org_code for other in judged if other not in standing),
        organisations_under_wrong_parent=sorted(
            organisation.party_org_code
            for organisation in standing
            if organisation.parent_code != _expected_parent(mirrored[organisation.mirror_of], kind, branch_of)
        ),
    )


def _expected_parent(unit: ActiveUnit, kind: PartyKind, branch_of: Mapping[str, str]) -> str | None:
    """A branch has no parent here; a group's is the branch of its room's station."""
    return branch_of.get(unit.parent_code or "") if kind is PartyKind.GROUP else None
