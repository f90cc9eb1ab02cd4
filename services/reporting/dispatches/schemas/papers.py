"""What forms and the API take about dispatches."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, StringConstraints

from services.reporting.dispatches.domain.minutes import Minutes
from services.reporting.dispatches.parameters import MOST_CHAIR, MOST_TASK, MOST_TOPICS, MOST_UNITS
from services.reporting.paper_forms.schemas import WithdrawalPaper
from shared.http.validation import FREE_TEXT, Day, OrgCode, Reason, RequestBody

Chair = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_CHAIR), FREE_TEXT]
Topics = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MOST_TOPICS), FREE_TEXT]
What = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=MOST_TASK), FREE_TEXT]
Codes = Annotated[list[OrgCode], Field(max_length=MOST_UNITS)]


class Versioned(RequestBody):
    """What is done with something as it was shown."""

    version: int | None = Field(None, ge=0, description="the one that was acted on; refused when it is not the last")


class MinutesPaper(RequestBody):
    """What minutes say, as people fill them in."""

    held_on: Day
    chaired_by: Chair = Field(description="by office; without personal data")
    present: Codes = Field(min_length=1, description="codes of the units that were there")
    absent: Codes = Field(default_factory=list, description="codes of the units that were to be there")
    topics: Topics = Field(description="what was said; without personal data")
    reason: Reason | None = Field(None, description="why issued minutes are corrected; asked for then")

    def minutes(self) -> Minutes:
        return Minutes(
            self.held_on,
            self.chaired_by,
            _once(self.present),
            _once(self.absent),
            self.topics,
            self.reason,
        )


class MinutesForm(MinutesPaper, Versioned):
    """What minutes say from now on."""


class WithdrawalForm(WithdrawalPaper, Versioned):
    """Why a draft of minutes is given up."""


class DraftForm(MinutesPaper):
    """Minutes of a week that are drafted."""

    day: Day = Field(description="any day of the week, Monday to Sunday, that they are about")


class TaskPaper(RequestBody):
    """A task, as people fill it in."""

    org_code: OrgCode = Field(description="who is to do it")
    due_on: Day = Field(description="the last day on which it is in time")
    what: What = Field(description="what is to be done; without personal data")


class TaskForm(TaskPaper, Versioned):
    """A task of minutes in draft; `version` is that of the minutes."""


class NotePaper(RequestBody):
    """Progress, evidence, or why, as people fill it in."""

    note: What = Field(description="without personal data")


class NoteForm(NotePaper, Versioned):
    """Progress, evidence, or why."""


class ConfirmationPaper(RequestBody):
    """That a task is done, as people fill it in."""

    note: What | None = Field(None, description="without personal data")


class ConfirmationForm(ConfirmationPaper, Versioned):
    """That a task is done."""


class ExtensionPaper(RequestBody):
    """A later day, as people fill it in."""

    due_on: Day
    note: What = Field(description="why; without personal data")


class ExtensionForm(ExtensionPaper, Versioned):
    """A later day."""


def _once(codes: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(codes))
