"""A briefing note as an official paper."""

from collections.abc import Iterator
from uuid import UUID

from services.reporting.briefings.domain import Briefing, Counted
from services.reporting.briefings.queries import get_briefing, list_editions
from services.reporting.briefings.schemas import EditionView, WhichEdition
from services.reporting.bulletins.letters import figure_in_words, listed, trend_tables
from services.reporting.dependencies import BriefingReading
from services.reporting.figures.domain import BY_CODE
from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.paper_forms.queries import get_form_on
from services.reporting.units.queries import get_unit
from shared.clock import local_date
from shared.language import Text
from shared.letters import Letter, LetterNotFound, day_in_words, paragraphs_of

BEFORE = Text("较期初", "")


async def letter_of_briefing(briefing_id: UUID, reading: BriefingReading, edition: WhichEdition = None) -> Letter:
    """An edition, a draft as well, by the form of the day on which it was issued.

    Raises `BriefingNotFound`, `LetterNotFound` where it has no such edition.
    """
    briefing = await get_briefing(reading, briefing_id)
    editions = [EditionView.of(row) for row in await list_editions(reading.connection, briefing_id)]
    asked = edition or briefing.standing
    found = next((each for each in editions if each.edition == asked), None)
    if found is None:
        raise LetterNotFound
    unit = await get_unit(reading.connection, briefing.org_code, found.last_on)
    form = await get_form_on(reading.connection, "briefing", local_date(found.issued_at or reading.now))
    return briefing_letter(briefing, found, unit.called, form)


def briefing_letter(briefing: Briefing, edition: EditionView, unit: str, form: PaperForm) -> Letter:
    """Without a number before it is issued; a correction that waits is not what has that number."""
    first, last = edition.first_on, edition.last_on
    said = form.of(
        unit=unit,
        subject=edition.subject,
        first=Text(day_in_words(first), str(first)),
        last=Text(day_in_words(last), str(last)),
    )
    day = local_date(edition.issued_at or edition.written_at)
    paragraphs = [*_withdrawn(edition), *_corrected(briefing, edition), *said.opening]
    for code, heading in said.sections:
        paragraphs += (
            _figures(heading, edition.counted) if code == "figures" else [heading, *paragraphs_of(edition.text)]
        )
    if edition.reason:
        paragraphs.append(Text(f"本版更正原因：{edition.reason}。", f"Corrected because: {edition.reason}."))
    return Letter(
        title=said.title,
        paragraphs=[*paragraphs, *said.closing],
        issued_by=said.issuer,
        issued_on=day,
        about=briefing.briefing_id,
        number=(briefing.document_number if edition.issued_at else None) or said.number_of(day.year),
        addressee=said.addressee,
        tables=list(trend_tables(edition.counted.trends)),
        head=said.head,
    )


def _withdrawn(edition: EditionView) -> Iterator[Text]:
    """What whoever holds the paper of a draft that was given up is to see first."""
    if edition.withdrawn_at:
        day, why = local_date(edition.withdrawn_at), edition.withdrawal_reason
        yield Text(
            f"本稿已于{day_in_words(day)}撤回，未印发，原因：{why}。", f"Withdrawn on {day}, never issued: {why}."
        )


def _corrected(briefing: Briefing, edition: EditionView) -> Iterator[Text]:
    """What whoever holds the paper of an earlier edition is to see first."""
    if edition.issued_at and edition.edition < briefing.issued:
        yield Text(f"本版已更正，以第{briefing.issued}版为准。", f"Corrected: edition {briefing.issued} holds instead.")


def _figures(heading: Text, counted: Counted) -> list[Text]:
    return [listed(heading, [figure_in_words(each, BEFORE) for each in counted.values if each.code in BY_CODE])]
