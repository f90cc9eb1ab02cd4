"""What somebody contributed, and on which day (pure)."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from shared.refusal import Conflict, FieldFault, Invalid, NotFound, Stale


class ContributionNotFound(NotFound):
    code = "contribution-not-found"
    zh = "没有这项贡献登记。"
    en = "There is no record of such a contribution."


class ContributionWithdrawnAlready(Conflict):
    code = "contribution-withdrawn"
    zh = "这项贡献登记已撤销。"
    en = "The record of the contribution was taken back already."


class ContributionChanged(Stale):
    """Somebody changed it after it was shown."""

    code = "contribution-changed"
    zh = "这项贡献登记在您填写期间已被他人变更，请核对最新情况后再提交。"
    en = "Somebody changed the record meanwhile. Look at how it stands now, then send it again."


class ContributionInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "contribution-invalid"
    zh = "贡献登记有误，原因见各字段。"
    en = "The contribution cannot be recorded like this; the fields tell why."


@dataclass(frozen=True, slots=True)
class Deed:
    """What was done, on which day, in which class, and what shows it; `deed` and `evidence` stay in registry."""

    contribution_class: str
    made_on: date
    deed: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """Of a person, at the unit that was responsible when it was recorded."""

    contribution_id: UUID
    veteran_id: UUID
    org_code: str
    org_path: str
    contribution_class: str
    made_on: date
    deed: str
    evidence: str
    version: int = 1
    withdrawn_reason: str | None = None

    def must_stand(self, version: int | None) -> None:
        """Raises `ContributionChanged`, `ContributionWithdrawnAlready`."""
        if version not in {None, self.version}:
            raise ContributionChanged
        if self.withdrawn_reason is not None:
            raise ContributionWithdrawnAlready

    def corrected(self, deed: Deed) -> "Contribution":
        """As it was all along."""
        return replace(
            self,
            contribution_class=deed.contribution_class,
            made_on=deed.made_on,
            deed=deed.deed,
            evidence=deed.evidence,
            version=self.version + 1,
        )


def must_be_possible(made_on: date, *, today: date, died_on: date | None) -> None:
    """Nobody contributes on a day to come, or after his death (C14). Raises `ContributionInvalid`."""
    if made_on > today:
        raise ContributionInvalid(
            fields=[FieldFault("made_on", "in-future", "日期晚于今天。", "The day lies in the future.")]
        )
    if died_on is not None and made_on > died_on:
        zh, en = f"日期晚于本人死亡日期（{died_on}）。", f"The day lies after the person's death ({died_on})."
        raise ContributionInvalid(fields=[FieldFault("made_on", "after-death", zh, en)])
