"""What is said of minutes and tasks."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Row

from services.reporting.dispatches.domain.minutes import Dispatch
from services.reporting.dispatches.domain.tasks import Task
from services.reporting.paper_forms.schemas import StateCode as StateOfPaper

StateCode = Literal["planned", "assigned", "accepted", "done", "confirmed", "withdrawn"]


class DispatchStandsView(BaseModel):
    """How minutes stand after what was done."""

    dispatch_id: UUID
    week: str = Field(description="that they are about, as 2019-W17")
    state: StateOfPaper = Field(description="withdrawn: given up before an edition was issued")
    document_number: str | None = Field(description="null before the first edition is issued")
    edition: int = Field(description="the last one written")
    issued: int = Field(description="the last one issued; 0: none")
    withdrawn: int = Field(description="the last one withdrawn; 0: none")
    version: int = Field(description="to be sent with what is done with them")

    @classmethod
    def of(cls, dispatch: Dispatch) -> Self:
        return cls.model_validate({name: getattr(dispatch, name) for name in cls.model_fields})


class DispatchView(DispatchStandsView):
    """Minutes of a week in a list."""

    held_on: date
    chaired_by: str

    @classmethod
    def of_row(cls, dispatch: Dispatch, row: Row[Any]) -> Self:
        stands = DispatchStandsView.of(dispatch)
        return cls(**stands.model_dump(), held_on=row.held_on, chaired_by=row.chaired_by)


class MinutesView(BaseModel):
    """One edition; one that is issued or withdrawn is not changed."""

    edition: int
    held_on: date
    chaired_by: str
    present: list[str]
    absent: list[str]
    topics: str
    reason: str | None
    written_by: UUID
    written_at: datetime
    issued_by: UUID | None = Field(description="null: not issued")
    issued_at: datetime | None
    withdrawn_by: UUID | None = None
    withdrawn_at: datetime | None = None
    withdrawal_reason: str | None = Field(None, description="why a draft was given up")

    @classmethod
    def of(cls, row: Row[Any], units: Mapping[str, bool]) -> Self:
        own = {name: row._mapping[name] for name in cls.model_fields if name not in {"present", "absent"}}
        there = [code for code, is_present in units.items() if is_present]
        away = [code for code, is_present in units.items() if not is_present]
        return cls.model_validate({**own, "present": there, "absent": away})


class TaskStandsView(BaseModel):
    """How a task stands."""

    task_id: UUID
    dispatch_id: UUID
    org_code: str
    org_path: str
    due_on: date
    what: str
    state: StateCode
    overdue_on: date | None = Field(description="when it was told to be overdue; null: it was not")
    done_on: date | None
    version: int = Field(description="to be sent with what is done with it")

    @classmethod
    def of(cls, task: Task) -> Self:
        return cls.model_validate({name: getattr(task, name) for name in cls.model_fields})


class TaskView(TaskStandsView):
    """A task in a list."""

    week: str

    @classmethod
    def of_row(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


class StepView(BaseModel):
    """Something that was done with a task."""

    version: int
    act: str
    due_on: date = Field(description="of the task, after it")
    note: str | None
    by: UUID | None = Field(description="account; null: the clock")
    at: datetime

    @classmethod
    def of(cls, row: Row[Any]) -> Self:
        return cls.model_validate({name: row._mapping[name] for name in cls.model_fields})


class WholeTaskView(BaseModel):
    """A task with all that was done with it, the last first."""

    task: TaskStandsView
    steps: Sequence[StepView]


class WholeDispatchView(BaseModel):
    """Minutes with all their editions, the last first, and their tasks."""

    dispatch: DispatchStandsView
    editions: Sequence[MinutesView]
    tasks: Sequence[TaskStandsView]
