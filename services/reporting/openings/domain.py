"""What may stand as an opening figure (pure)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from services.reporting.openings.parameters import FLOWS
from shared.refusal import Conflict, FieldFault, Invalid, NotFound


class OpeningFigureInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "opening-figure-invalid"
    zh = "期初数不能这样登记，原因见各字段。"
    en = "The opening figure cannot stand like this; the fields tell why."


class OpeningFigureExists(Conflict):
    code = "opening-figure-exists"
    zh = "该机构的这项指标已有期初数，请更正原有的期初数。"
    en = "The unit has an opening value of this figure already; correct that one."


class OpeningFigureNotFound(NotFound):
    code = "opening-figure-not-found"
    zh = "没有该期初数。"
    en = "There is no such opening figure."


class OpeningFigureEnded(Conflict):
    code = "opening-figure-ended"
    zh = "该期初数已被更正或撤回，请查看现行的期初数。"
    en = "This opening figure was corrected or withdrawn; look at the one that stands."


@dataclass(frozen=True, slots=True)
class Opening:
    """`value`: of the unit by itself, up to the end of `counted_to`; `document`: what says so."""

    figure_code: str
    counted_to: date
    value: int
    document: str


def must_be_possible(opening: Opening, *, today: date, counted_since: date | None) -> None:
    """`counted_since`: the first day on which events of the unit and the figure are counted. Raises
    `OpeningFigureInvalid`."""
    faults = list(_faults(opening, today, counted_since))
    if faults:
        raise OpeningFigureInvalid(fields=faults)


def _faults(opening: Opening, today: date, counted_since: date | None) -> Iterator[FieldFault]:
    if opening.figure_code not in FLOWS:
        named = "、".join(f"{code}（{figure.name.zh}）" for code, figure in FLOWS.items())
        yield FieldFault(
            "figure_code",
            "not-a-flow",
            f"应为以下之一：{named}。在册数量由档案本身统计，没有期初数。",
            f"Must be one of {', '.join(FLOWS)}. What there is on a day is counted from the files themselves.",
        )
    if opening.counted_to >= today:
        yield FieldFault("counted_to", "not-over", "应早于今天。", "Must lie before today.")
    if counted_since is not None and counted_since <= opening.counted_to:
        day = counted_since.isoformat()
        yield FieldFault(
            "counted_to",
            "counted-already",
            f"该机构自{day}起已逐件计入这项指标，期初数应截至此前。",
            f"From {day} on the unit's figure is counted event by event; the opening figure must end before.",
        )
