"""A supervision slip as an official paper."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.reporting.dependencies import SlipReading
from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.paper_forms.queries import get_form_on
from services.reporting.slips.domain import Slip
from services.reporting.slips.parameters import COLOURS, MATTERS
from services.reporting.slips.queries import get_slip
from services.reporting.units.queries import get_centre, list_units_kept
from shared.language import Text
from shared.letters import Letter, day_in_words, paragraphs_of

# What follows where it is not answered, or not well enough; red is the last colour.
NEXT: Mapping[str, Text] = {
    "blue": Text("逾期未回复，或者回复不符合要求的，升级为橙色督办单。", "Otherwise it is raised to orange."),
    "orange": Text("逾期未回复，或者回复不符合要求的，升级为红色督办单。", "Otherwise it is raised to red."),
    "red": Text(
        "由局领导约谈本站负责人，约谈情况写入回复。", "A leader talks to the station; the answer says what came of it."
    ),
}


async def letter_of_slip(slip_id: UUID, reading: SlipReading) -> Letter:
    """As it was issued, to be answered by the day that holds now. Raises `SupervisionSlipNotFound`."""
    slip = await get_slip(reading, slip_id)
    centre = await get_centre(reading.connection, slip.issued_on)
    units = await list_units_kept(reading.connection, slip.issued_on, {slip.org_path})
    form = await get_form_on(reading.connection, "slip", slip.issued_on)
    return slip_letter(slip, centre.called, units[slip.org_path].called, form)


def slip_letter(slip: Slip, centre: str, station: str, form: PaperForm) -> Letter:
    """`centre` supervises, `station` is supervised."""
    level, matter = COLOURS[slip.colour], MATTERS[slip.matter]
    said = form.of(
        unit=centre,
        station=station,
        colour=Text(level.zh.partition("（")[0], slip.colour),
        level=Text(level.zh, level.en),
        matter=Text(matter.zh, matter.en),
        due=Text(day_in_words(slip.due_on), str(slip.due_on)),
    )
    return Letter(
        title=said.title,
        paragraphs=[
            *said.opening,
            Text("请按以下要求办理：", "The following is to be done:"),
            *paragraphs_of(slip.demand),
            _ending([*said.closing, NEXT[slip.colour]]),
        ],
        issued_by=said.issuer,
        issued_on=slip.issued_on,
        about=slip.slip_id,
        number=said.number_of(slip.issued_on.year),
        addressee=said.addressee,
        head=said.head,
    )


def _ending(said: Sequence[Text]) -> Text:
    """One paragraph."""
    return Text("".join(each.zh for each in said), " ".join(each.en for each in said))
