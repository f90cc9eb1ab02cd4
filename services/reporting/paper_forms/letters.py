"""A form as it looks, with examples in the place of what a paper says."""

from datetime import date
from uuid import UUID

from services.reporting.dependencies import PaperFormReading
from services.reporting.paper_forms.domain.forms import PaperForm
from services.reporting.paper_forms.queries import form_of, get_form_row
from shared.letters import Letter, same

NOTHING_YET = same("……")


async def letter_of_form(form_id: UUID, reading: PaperFormReading) -> Letter:
    """As of the day from which it holds. Raises `PaperFormNotFound`."""
    row = await get_form_row(reading.connection, form_id)
    return form_letter(form_of(row), row.form_id, row.valid_from)


def form_letter(form: PaperForm, form_id: UUID, day: date) -> Letter:
    """Each section with its heading."""
    said = form.of(**{name: example for name, (_, example) in form.kind.placeholders.items()})
    sections = [paragraph for _, heading in said.sections for paragraph in (heading, NOTHING_YET)]
    return Letter(
        title=said.title,
        paragraphs=[*said.opening, *sections, *said.closing],
        issued_by=said.issuer,
        issued_on=day,
        about=form_id,
        number=said.number_of(day.year),
        addressee=said.addressee,
        head=said.head,
    )
