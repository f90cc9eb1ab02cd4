"""The figures this service publishes, as data: Codes are never reused.

Counting events equals counting distinct persons (C8) because registry admits each fact once and tells it once, and what
a subject adds to a stock is 0 or 1 on every day. The oracle of the fault experiments looks into the ledger for others.

- F01, F02: registry keeps one active record per identity number (R1) and publishes `veteran-registered` once per
  record, as the first event of that veteran's stream; the inbox applies each (stream, sequence) once. A death takes
  away, on a day not before that of registration, what its revocation gives back on the same day. A Party member is
  one of them by the events of his own stream, which registry lets change membership between registration and death
  only, so F02 <= F01 holds in every unit on every day (C3), and there is no second list of members that could drift
  away. A deregistration takes away all that the person's stream added, on each day it was added for: the event names
  the periods, and its revocation the same. A move of the domicile carries over to the other unit what counts from its
  day on, by entries that say so (`transfer`); nobody is counted at two units on one day (R3).
  So does a merge with the file that is merged into another of the person,
  and its undoing; the survivor's stream tells it too, without periods. Who leaves the county counts until then, and
  from the day on which he is back.
- F17, F18, F19, F21: a person's terms in one kind of role never overlap in registry; `social-role-assumed` opens a
  term, `social-role-ended` closes it, and what was told wrongly is exchanged, day by day: `counted_before` is taken
  out, `counted` brought in. Who dies, leaves the county or is taken out of the register holds no role from that day on
  (C14). A term holds on day D iff assumed_on <= D < ended_on, so the end counts on `ended_on` itself. A person with
  several kinds of roles stands once in each kind's figure, and kinds are never added up. Terms of two files that are
  merged may overlap: the merge names the days that count no longer, its undoing, or the end of the term that counts
  instead, those that do again.
- F20: benefits publishes `case-resolved` once per case, and again only after `case-reopened`, which takes out what the
  end had brought in; a correction exchanges what it said of it. The number of mediators does not enter, only that
  there is one (C7). Benefits has checked that each held the role at the time; that by what is known since one of them
  did, is a rule between figures.
- F22: the same of whoever is in a volunteer team; who is in two is one volunteer, by the time that was recorded first.
- F46: registry names the days on which a record of formal membership with an organisation here counts, and exchanges
  them whenever they change: a letter's slip, a correction, a death, a departure, a merge. A person has one record on a
  day. It says nothing of who is a member, which is F02's: a member may have it elsewhere.
- F23: one check a person and year, by benefits' own rule for a file; of several files of one person, which were
  merged, benefits says of all checks of a year but the first that they are `doubled`.
- F51: those of F23 of whom benefits says that they were `unqualified`: categories of theirs were told, by whichever
  file, and none held that day of those that the programme of health checks asked for then.
- F24: benefits names the end of the first course that a person completed, by any of his files, and exchanges it
  whenever that changes; who completed several stands once, where he stood then.
- F25, F26: an agreement counts from its signature until its end, an intention until it is signed or ends; what is said
  otherwise, is exchanged. Suspension changes neither.
- F29: the same of `case-withdrawn`, which never stands beside `case-resolved` for the same case.
- F03, F04, F05, F06: one establishment per code; what is dissolved (-1) was counted where it stood that day,
  and is again (+1) where that is taken back.
- F16: registry admits one open application a person. Who becomes a probationary member leaves F16 and enters F02 in one
  event, and registry lets nobody become a member otherwise while he applies: nobody counts in both on any day (C4).
- A unit that moves to another parent takes along what there is; that is no `Count`, but follows from what was counted
  (`domain.carried`).
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from services.reporting.figures.parameters.applicants import ADMITTED, APPLICANTS
from services.reporting.figures.parameters.counting import (
    OF_PERSONS,
    Count,
    Counting,
    Figure,
    Kind,
    PeriodCount,
    Place,
    Qualifier,
    Subject,
)
from services.reporting.figures.parameters.county import COUNTY_FIGURES
from services.reporting.figures.parameters.disputes import RESOLVED, WITHDRAWN, is_a_dispute_resolved
from services.reporting.figures.parameters.people import PEOPLE_FIGURES
from shared.events.contract import Event
from shared.events.registry import (
    CountedPeriod,
    DeathRecordRevoked,
    DeregistrationRevoked,
    OrgUnitClosed,
    OrgUnitCorrected,
    OrgUnitEstablished,
    PartyBranchEstablished,
    PartyGroupEstablished,
    PartyOrganisationCorrected,
    PartyOrganisationDissolved,
    RelocationRevoked,
    RolePeriod,
    SocialRoleAssumed,
    SocialRoleCorrected,
    SocialRoleEnded,
    SocialRoleReopened,
    SocialRoleWithdrawn,
    TransferRevoked,
    VeteranDeceased,
    VeteranDeregistered,
    VeteranProfileUpdated,
    VeteranRegistered,
    VeteranRelocated,
    VeteransMerged,
    VeteransUnmerged,
    VeteranTransferOutCompleted,
    VeteranTransferredIn,
    VolunteerJoined,
    VolunteerLeft,
    VolunteerMembershipCorrected,
    VolunteerMembershipWithdrawn,
)
from shared.events.registry.org_units import OrgUnitClosureRevoked
from shared.events.registry.party import PartyOrganisationDissolutionRevoked
from shared.events.registry.party_memberships import PartyMembershipCounted
from shared.events.registry.records import RegistrationDayCorrected
from shared.language import Text

__all__ = [
    "FIGURES",
    "OF_PERSONS",
    "Count",
    "Counting",
    "Figure",
    "Kind",
    "PeriodCount",
    "Place",
    "Qualifier",
    "Subject",
    "is_a_dispute_resolved",
]

E = TypeVar("E", bound=Event)

PERSONS = Text("人", "persons")
ORGANISATIONS = Text("个", "organisations")
CASES = Text("起", "cases")
TOTAL = Text("合计", "total")


def _network(kind: str) -> tuple[Count[Any], ...]:
    """Establishing adds one, closing takes it away; a day, or a closing, that was wrong is put right."""

    def is_corrected(event: OrgUnitCorrected) -> bool:
        return event.kind == kind and event.established_on != event.established_on_before

    return (
        Count(OrgUnitCorrected, lambda e: Place(e.org_path, e.established_on_before), delta=-1, where=is_corrected),
        Count(OrgUnitCorrected, lambda e: Place(e.org_path, e.established_on), where=is_corrected),
        Count(OrgUnitEstablished, lambda e: Place(e.org_path, e.established_on), where=lambda e: e.kind == kind),
        Count(OrgUnitClosed, lambda e: Place(e.org_path, e.closed_on), delta=-1, where=lambda e: e.kind == kind),
        Count(OrgUnitClosureRevoked, lambda e: Place(e.org_path, e.closed_on), where=lambda e: e.kind == kind),
    )


def _party(kind: str, founded: type[PartyBranchEstablished] | type[PartyGroupEstablished]) -> tuple[Count[Any], ...]:
    """Founding adds one, dissolution takes it away; one that stood elsewhere, or otherwise long, is counted so."""

    def of(contract: type[Any], place: Callable[[Any], Place], delta: int = 1) -> Count[Any]:
        return Count(contract, place, delta, where=lambda e: e.kind == kind)

    return (
        Count(founded, lambda e: Place(e.org_path, e.established_on)),
        of(PartyOrganisationCorrected, lambda e: Place(e.org_path_before, e.established_before), -1),
        of(PartyOrganisationCorrected, lambda e: Place(e.org_path, e.established_on)),
        of(PartyOrganisationDissolved, lambda e: Place(e.org_path, e.dissolved_on), -1),
        of(PartyOrganisationDissolutionRevoked, lambda e: Place(e.org_path, e.dissolved_on)),
    )


# The days that an event takes out, and those that it brings in.
_EXCHANGED: tuple[tuple[Callable[[Any], Sequence[Any]], int], ...] = (
    (lambda e: e.counted_before, -1),
    (lambda e: e.counted, 1),
)


def _role(kind: str) -> tuple[Count[Any] | PeriodCount[Any], ...]:
    """Persons who hold a role of a kind."""

    def periods(contract: type[E], named: Callable[[E], Sequence[RolePeriod]], delta: int) -> PeriodCount[E]:
        return PeriodCount(
            contract,
            named,
            delta,
            where=lambda period: period.kind == kind,
            subject=lambda period: str(period.person_id),
        )

    return (
        Count(
            SocialRoleAssumed, lambda e: Place(e.org_path, e.assumed_on),
            where=lambda e: e.kind == kind, subject=lambda e: str(e.person_id),
        ),
        Count(
            SocialRoleEnded, lambda e: Place(e.org_path, e.ended_on), delta=-1,
            where=lambda e: e.kind == kind, subject=lambda e: str(e.person_id),
        ),
        periods(SocialRoleEnded, lambda e: e.counted, 1),
        *(
            periods(contract, named, delta)
            for contract in (SocialRoleReopened, SocialRoleCorrected, SocialRoleWithdrawn)
            for named, delta in _EXCHANGED
        ),
        periods(VeteransMerged, lambda e: e.roles_before, -1),
        periods(VeteransUnmerged, lambda e: e.roles, 1),
    )  # fmt: skip


def _volunteers() -> tuple[PeriodCount[Any], ...]:
    """Persons who are in a volunteer team, once each."""
    return tuple(
        PeriodCount(contract, named, delta, lambda _: True, subject=lambda period: str(period.person_id))
        for contract in (VolunteerJoined, VolunteerLeft, VolunteerMembershipCorrected, VolunteerMembershipWithdrawn)
        for named, delta in _EXCHANGED
    )


_MEMBERSHIPS: tuple[PeriodCount[Any], ...] = tuple(
    PeriodCount(PartyMembershipCounted, named, delta, lambda _: True, of=lambda e: str(e.person_id))
    for named, delta in _EXCHANGED
)


def _living(where: Callable[[Any], bool]) -> tuple[Count[Any] | PeriodCount[Any], ...]:
    """From registration until death; a death that was recorded wrongly takes nobody away, a registration that was wrong
    brings nobody in, and its day is put right where that was; who moves is taken over. `where` is asked of events, and
    of periods."""
    return (
        Count(VeteranRegistered, lambda e: Place(e.org_path, e.registered_on), where=where),
        Count(VeteranDeceased, lambda e: Place(e.org_path, e.effective_on), delta=-1, where=where),
        Count(DeathRecordRevoked, lambda e: Place(e.org_path, e.effective_on), where=where),
        PeriodCount(VeteranDeregistered, lambda e: e.counted_before, -1, where),
        PeriodCount(DeregistrationRevoked, lambda e: e.counted, 1, where),
        *(PeriodCount(RegistrationDayCorrected, named, delta, where) for named, delta in _EXCHANGED),
        PeriodCount(VeteransMerged, lambda e: e.counted_before, -1, where),
        PeriodCount(VeteransUnmerged, lambda e: e.counted, 1, where),
        *_moved(VeteranRelocated, where),
        *_moved(RelocationRevoked, where),
        PeriodCount(VeteranTransferOutCompleted, lambda e: e.counted_before, -1, where),
        PeriodCount(VeteranTransferredIn, lambda e: e.counted, 1, where),
        *(PeriodCount(TransferRevoked, named, delta, where) for named, delta in _EXCHANGED),
    )


def _moved(
    contract: type[VeteranRelocated] | type[RelocationRevoked], where: Callable[[CountedPeriod], bool]
) -> tuple[PeriodCount[Any], ...]:
    """From the one unit to the other."""
    return (
        PeriodCount(contract, lambda e: e.counted_before, -1, where, "transfer"),
        PeriodCount(contract, lambda e: e.counted, 1, where, "transfer"),
    )


MEMBERSHIP: tuple[Count[Any], ...] = (
    Count(
        VeteranProfileUpdated, lambda e: Place(e.org_path, e.effective_on),
        where=lambda e: e.party_member and not e.party_member_before,
    ),
    Count(
        VeteranProfileUpdated, lambda e: Place(e.org_path, e.effective_on), delta=-1,
        where=lambda e: e.party_member_before and not e.party_member,
    ),
)  # fmt: skip


FIGURES: tuple[Figure, ...] = (
    Figure("F01", Text("登记退役军人", "registered veterans"), PERSONS, "exact", _living(lambda _: True)),
    Figure(
        "F02", Text("其中党员", "of them Party members"), PERSONS, "exact",
        (*_living(lambda e: e.party_member), *MEMBERSHIP, *ADMITTED), formula=2,
    ),
    Figure("F03", Text("服务站", "service stations"), ORGANISATIONS, "exact", _network("station"), "org-unit"),
    Figure("F04", Text("服务室", "service rooms"), ORGANISATIONS, "exact", _network("room"), "org-unit"),
    Figure(
        "F05", Text("服务站党支部", "Party branches of stations"), ORGANISATIONS, "exact",
        _party("branch", PartyBranchEstablished), "party-organisation", formula=2,
    ),
    Figure(
        "F06", Text("服务室党小组", "Party groups of rooms"), ORGANISATIONS, "exact",
        _party("group", PartyGroupEstablished), "party-organisation", formula=2,
    ),
    Figure("F46", Text("组织关系在本县的党员", "members with formal membership here"), PERSONS, "exact", _MEMBERSHIPS),
    Figure("F16", Text("递交入党申请书", "applicants to join the Party"), PERSONS, "exact", APPLICANTS),
    Figure("F17", Text("村级后备干部", "village reserve cadres"), PERSONS, "exact", _role("village-reserve-cadre")),
    Figure(
        "F18", Text("村“两委”成员", "members of village two committees"), PERSONS, "exact",
        _role("village-two-committees"),
    ),
    Figure("F19", Text("调解员", "mediators"), PERSONS, "exact", _role("mediator"), formula=2),
    Figure(
        "F20", Text("化解矛盾纠纷", "disputes resolved"), CASES, "exact", RESOLVED, "case", "flow", formula=2,
    ),
    Figure("F21", Text("自主创业人员", "entrepreneurs"), PERSONS, "exact", _role("entrepreneur")),
    Figure("F22", Text("志愿者", "volunteers"), PERSONS, "exact", _volunteers()),
    Figure(
        "F29", Text("撤回案件", "cases withdrawn"), CASES, "exact", WITHDRAWN, "case", "flow", formula=2,
    ),
    *PEOPLE_FIGURES,
    *COUNTY_FIGURES,
)  # fmt: skip
