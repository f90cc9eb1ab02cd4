"""When consent may have been given and withdrawn (pure)."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared.refusal import Conflict, FieldFault, Invalid, NotFound


class ConsentNotFound(NotFound):
    """No consent has this id, or none that the caller may know of."""

    code = "consent-not-found"
    zh = "没有这项同意。"
    en = "There is no such consent."


class ConsentInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "consent-invalid"
    zh = "不能登记，原因见各字段。"
    en = "It cannot be recorded; the fields tell why."


class ConsentGiven(Conflict):
    """One at a time."""

    code = "consent-given"
    zh = "该人员对此用途的同意已登记，仍然有效。"
    en = "A consent of the person to this purpose is recorded, and holds."


class ConsentEnded(Conflict):
    """It was withdrawn before."""

    code = "consent-ended"
    zh = "该项同意已终止。"
    en = "The consent holds no longer already."


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent; `withdrawn_on` None: it holds. `version` counts the events published about it."""

    consent_id: UUID
    person_id: UUID
    purpose: str
    form: str
    given_on: date
    document: str
    version: int = 1
    withdrawn_on: date | None = None
    reason: str | None = None

    def must_hold(self) -> None:
        """Raises `ConsentEnded`."""
        if self.withdrawn_on is not None:
            raise ConsentEnded


def must_be_possible(given_on: date, *, today: date) -> None:
    """Raises `ConsentInvalid`."""
    if given_on > today:
        raise ConsentInvalid(
            fields=[FieldFault("given_on", "in-future", "日期晚于今天。", "The date lies in the future.")]
        )


def must_follow(given_on: date, withdrawn_on: date, *, today: date) -> None:
    """Raises `ConsentInvalid`."""
    if withdrawn_on > today:
        fault = FieldFault("withdrawn_on", "in-future", "日期晚于今天。", "The date lies in the future.")
    elif withdrawn_on < given_on:
        fault = FieldFault("withdrawn_on", "before-given", "日期早于同意之日。", "Before the day it was given.")
    else:
        return
    raise ConsentInvalid(fields=[fault])
