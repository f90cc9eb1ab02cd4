"""The demo county, its real number of veterans folded from events: what reporting must show of Xinye, 2019-04-30."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy.ext.asyncio import AsyncEngine

from deploy.demo import benefits
from deploy.demo.county import (
    CENTRE,
    MEDIATOR,
    MEDIATORS,
    VOLUNTEER,
    VOLUNTEERS,
    VOLUNTEERS_OF,
    County,
    Unit,
    disputes_of_mediator,
    read_county,
    roles_at,
    share,
)
from deploy.demo.figures import TOTALS, differences
from deploy.demo.people import applicants_among, people
from services.reporting.consistency.queries import get_tree
from services.reporting.consistency.rules import check
from services.reporting.figures.queries.standing import get_standing
from services.reporting.figures.queries.tree import list_tree
from shared.events.benefits import TrainingCounted
from shared.events.benefits.checks import HealthCheck, HealthCheckCompleted
from shared.events.benefits.merchants import (
    MerchantAgreement,
    MerchantAgreementSigned,
    MerchantIntentionRecorded,
)
from shared.events.contract import Event
from shared.events.registry.teams import VolunteerJoined, VolunteerPeriod
from shared.ids import new_id
from tests.reporting.bulletins.given import counted, drafted, issued
from tests.reporting.given import (
    AS_OF,
    branch_established,
    case_resolved,
    fold,
    given_progress,
    group_established,
    role_assumed,
    unit_established,
    veteran_registered,
)
from tests.reporting.party_told import application_submitted

SINCE, TEAM = date(2019, 2, 1), new_id()


def path_of(unit: Unit) -> str:
    """The path of a unit of the demo county."""
    above = {"centre": [], "station": [CENTRE], "room": [CENTRE, unit.parent or ""]}[unit.kind]
    return ".".join([*above, unit.code])


def events_of(county: County) -> list[Event]:
    """What registry and benefits tell when the demo has been loaded."""
    units = (county.centre, *county.stations, *county.rooms)
    register = list(people(county))
    ids = {(person.room.code, person.place): new_id() for person in register}
    villages = county.village_rooms
    return [
        *(unit_established(path_of(unit)) for unit in units),
        *(branch_established(path_of(station)) for station in county.stations),
        *(group_established(path_of(room)) for room in county.rooms),
        *(
            veteran_registered(
                path_of(person.room),
                person.registered_on,
                party_member=person.party_member,
                veteran_id=ids[person.room.code, person.place],
            )
            for person in register
        ),
        *(
            role_assumed(path_of(room), SINCE, kind=kind, person_id=ids[room.code, place])
            for index, room in enumerate(villages)
            for place, kind in (*roles_at(index).items(), (MEDIATOR, "mediator"))
            if kind != "mediator" or index < MEDIATORS
        ),
        *(
            application_submitted(path_of(each.room), SINCE, person_id=ids[each.room.code, each.place])
            for each in applicants_among(county, register)
        ),
        *(
            volunteer_joined(path_of(room), SINCE, person_id=ids[room.code, place])
            for room in villages
            if room.code == VOLUNTEERS_OF
            for place in range(VOLUNTEER, VOLUNTEER + VOLUNTEERS)
        ),
        *(
            replace(case_resolved(path_of(room), AS_OF), mediator_ids=(ids[room.code, MEDIATOR],))
            for index, room in enumerate(villages[:MEDIATORS])
            for _ in range(disputes_of_mediator(index))
        ),
        *(
            checked(path_of(room), ids[room.code, place])
            for index, room in enumerate(county.rooms)
            for place in range(share(benefits.CHECKED, len(county.rooms), index))
        ),
        *(
            TrainingCounted(
                person_id=ids[room.code, benefits.TRAINEE], org_path=path_of(room), trained_on=AS_OF, before=None
            )
            for room in villages[: benefits.TRAINED]
        ),
        *(agreed(merchant) for merchant in benefits.MERCHANTS),
    ]


def checked(org_path: str, person_id: UUID) -> HealthCheckCompleted:
    """Somebody had his health check."""
    scheduled = HealthCheck(
        entry_id=new_id(),
        person_id=person_id,
        org_code=org_path.rpartition(".")[2],
        org_path=org_path,
        year=2019,
        batch=1,
        scheduled_on=SINCE,
    )
    said: dict[str, Any] = {name: getattr(scheduled, name) for name in HealthCheck.__struct_fields__}
    return HealthCheckCompleted(**{**said, "completed_on": AS_OF}, before=scheduled)


def agreed(merchant: benefits.Merchant) -> MerchantAgreementSigned | MerchantIntentionRecorded:
    """A merchant has an agreement, or intends to have one."""
    said: dict[str, Any] = {"entry_id": new_id(), "org_code": CENTRE, "org_path": CENTRE, "industry": merchant.industry}
    intended = MerchantAgreement(**said, intended_on=SINCE)
    if merchant.terms is None:
        return MerchantIntentionRecorded(**said, intended_on=SINCE)
    return MerchantAgreementSigned(**said, intended_on=SINCE, signed_on=AS_OF, before=intended)


def volunteer_joined(org_path: str, on: date, *, person_id: UUID) -> VolunteerJoined:
    """Somebody is in a team from that day on."""
    days = VolunteerPeriod(person_id=person_id, org_path=org_path, starts_on=on, ends_on=None)
    return VolunteerJoined(
        team_id=TEAM,
        membership_id=new_id(),
        person_id=person_id,
        org_code=org_path.rpartition(".")[2],
        org_path=org_path,
        joined_on=on,
        counted_before=(),
        counted=(days,),
    )


class TestTheDemoCounty:
    async def test_shows_every_figure_every_sub_total_and_exactly_the_two_soft_alerts_and_a_bulletin_of_them(
        self, reporting_engine: AsyncEngine
    ) -> None:
        await fold(reporting_engine, events_of(read_county()), batch=2_000)
        async with reporting_engine.connect() as connection:
            county = (await get_standing(connection, CENTRE, AS_OF)).figures
            nodes = await list_tree(connection, AS_OF)
            findings = check(await get_tree(connection, CENTRE, AS_OF))
        assert {code: county[code].delta for code in TOTALS} == TOTALS
        shown = {node.unit.code: {code: c.delta for code, c in node.totals.items()} for node in nodes.values()}
        assert differences(read_county(), shown, benefits.expected(read_county())) == []
        assert [(each.rule.code, each.rule.severity, each.fault.value) for each in findings] == [
            ("C10", "soft", "54.3 %"),
            ("C11", "soft", "316.2"),
        ]
        await given_progress(reporting_engine)
        bulletin = await drafted(reporting_engine, AS_OF)
        again = await counted(reporting_engine, bulletin.bulletin_id)
        assert again.content == bulletin.content
        assert {each.code: each.value for each in bulletin.content.figures if each.code in TOTALS} == TOTALS
        assert [each.rule for each in bulletin.content.alerts] == [each.rule.code for each in findings]
        assert (await issued(reporting_engine, bulletin.bulletin_id)).content == bulletin.content
