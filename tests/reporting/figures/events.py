"""Events of any kind a figure counts, at any unit, around the turns of a month and a year: for properties."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from shared.events.contract import Event
from tests.given import CENTRE
from tests.lives import (
    death_record_revoked,
    deregistration_revoked,
    membership_changed,
    registration_day_corrected,
    transferred_in,
    transferred_out,
    veteran_deceased,
    veteran_deregistered,
    veteran_relocated,
    veterans_merged,
    veterans_unmerged,
)
from tests.reporting.given import (
    ROOMS,
    STATIONS,
    branch_established,
    case_resolved,
    case_withdrawn,
    group_established,
    role_assumed,
    role_ended,
    unit_closed,
    unit_established,
    veteran_registered,
)
from tests.reporting.mended import case_reopened, resolution_corrected
from tests.reporting.party_told import application_advanced, application_closed, application_submitted

PLACES = (CENTRE, *STATIONS, *ROOMS)
days = st.one_of(st.dates(date(2018, 12, 29), date(2019, 1, 3)), st.dates(date(2019, 1, 30), date(2019, 2, 2)))
places = st.sampled_from(PLACES)
role_kinds = st.sampled_from(["mediator", "entrepreneur", "village-reserve-cadre"])
case_kinds = st.sampled_from(["dispute", "petition"])
outcomes = st.sampled_from(["agreement-reached", "settled-on-the-spot", "failed"])

# Facts that do not depend on one another: what is counted only once per code is left to the tests of the projections.
placed: st.SearchStrategy[Event] = st.one_of(
    st.builds(veteran_registered, places, days, party_member=st.booleans()),
    st.builds(membership_changed, places, days, before=st.booleans(), after=st.booleans()),
    st.builds(veteran_deceased, places, days, party_member=st.booleans()),
    st.builds(death_record_revoked, st.builds(veteran_deceased, places, days, party_member=st.booleans())),
    st.builds(veteran_deregistered, places, days, st.none() | days, party_member=st.booleans()),
    st.builds(deregistration_revoked, st.builds(veteran_deregistered, places, days, party_member=st.booleans())),
    st.builds(registration_day_corrected, places, days, days, party_member=st.booleans()),
    st.builds(veteran_relocated, places, places, days, party_member=st.booleans()),
    st.builds(veterans_merged, places, days, st.none() | days, party_member=st.booleans()),
    st.builds(veterans_unmerged, st.builds(veterans_merged, places, days, party_member=st.booleans())),
    st.builds(transferred_out, places, days, person_id=st.uuids()),
    st.builds(transferred_in, places, days, person_id=st.uuids()),
    st.builds(role_assumed, places, days, kind=role_kinds),
    st.builds(role_ended, st.builds(role_assumed, places, days, kind=role_kinds), days),
    st.builds(application_submitted, places, days),
    st.builds(application_advanced, st.builds(application_submitted, places, days), days),
    st.builds(application_closed, st.builds(application_submitted, places, days), days),
    st.builds(case_withdrawn, places, days),
    st.builds(case_reopened, st.builds(case_withdrawn, places, days) | st.builds(case_resolved, places, days)),
    st.builds(resolution_corrected, *[st.builds(case_resolved, places, days, outcome=outcomes)] * 2),
    st.builds(case_resolved, places, days, mediators=st.integers(1, 3), kind=case_kinds, outcome=outcomes),
)
network: st.SearchStrategy[Event] = st.one_of(
    st.builds(unit_established, places, days),
    st.builds(unit_closed, places, days),
    st.builds(branch_established, places, days),
    st.builds(group_established, places, days),
)
streams: st.SearchStrategy[list[Any]] = st.lists(placed, max_size=40)
