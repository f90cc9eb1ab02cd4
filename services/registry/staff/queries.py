"""What is kept of staff; whom a unit still has when it closes."""

from services.registry.entries.queries import OF_A_UNIT
from services.registry.network.queries import Occupancy
from services.registry.staff.tables import RESPONSIBLE_PERSON, STAFF_POST
from shared.entries.definition import BookDefinition, Telling
from shared.entries.domain import Days, Step
from shared.entries.queries import counting_occupying
from shared.events.registry.county import staff as told
from shared.language import Text

PLANNED, TRANSFERRED, IN_POST, LEFT = "planned", "transferred", "in-post", "left"
_NOT_YET = frozenset({PLANNED, TRANSFERRED})
_TRANSFER = Step(
    "transfer", Text("登记转隶", "Record the transfer"), frozenset({PLANNED}), TRANSFERRED, "transferred_on"
)
_ARRIVAL = Step("arrival", Text("登记到岗", "Record that he is in post"), _NOT_YET, IN_POST, "in_post_on")
APPOINTED = "appointed"
POST_DEFINITION = BookDefinition(
    "staff-post",
    STAFF_POST,
    OF_A_UNIT,
    Telling(
        told.StaffPost,
        told.StaffPostPlanned,
        told.StaffPostCorrected,
        told.StaffPostRevoked,
        {"transfer": told.StaffTransferred, "arrival": told.StaffInPost, "leaving": told.StaffLeftPost},
    ),
    Days(("planned_on", "transferred_on", "in_post_on", "left_on")),
    begins=PLANNED,
    steps=(
        _TRANSFER,
        _ARRIVAL,
        Step("leaving", Text("登记离岗", "Record the leaving"), _NOT_YET | {IN_POST}, LEFT, "left_on"),
    ),
    unique=("uq_staff_post_staff_number",),
    along=(_TRANSFER, _ARRIVAL),
    occupies=_NOT_YET | {IN_POST},
)
RESPONSIBLE_DEFINITION = BookDefinition(
    "responsible-person",
    RESPONSIBLE_PERSON,
    OF_A_UNIT,
    Telling(
        told.ResponsiblePerson,
        told.ResponsiblePersonAppointed,
        told.ResponsiblePersonCorrected,
        told.ResponsiblePersonRevoked,
        {"end": told.ResponsiblePersonEnded},
    ),
    Days(("appointed_on", "ended_on")),
    begins=APPOINTED,
    steps=(Step("end", Text("终止任职", "End"), frozenset({APPOINTED}), "ended", "ended_on"),),
    unique=("uq_responsible_person_first",),
    occupies=frozenset({APPOINTED}),
)


ACTIVE_STAFF = Occupancy(
    "active-staff",
    "还有 {count} 名工作人员在岗或待到岗。",
    "Staff in post or about to be: {count}.",
    counting_occupying(POST_DEFINITION),
)
# Whoever answers for a unit that is merged does not answer for the other one: its own does.
RESPONSIBLE_PERSONS = Occupancy(
    "responsible-persons",
    "还有 {count} 名责任人在任，请先终止任职。",
    "Responsible persons: {count}; end their terms first.",
    counting_occupying(RESPONSIBLE_DEFINITION),
)
