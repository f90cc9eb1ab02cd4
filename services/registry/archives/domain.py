"""Which papers of a file are there (pure)."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from services.registry.archives.parameters import PAPERS, REQUIRED
from shared.refusal import Conflict, FieldFault, Invalid, Stale


class ArchiveInvalid(Invalid):
    """`fields` says what is wrong with it."""

    code = "archive-invalid"
    zh = "档案材料登记有误，原因见各字段。"
    en = "What was said of the papers is wrong; the fields tell why."


class ArchiveChanged(Stale):
    """Somebody else looked at the papers after they were shown."""

    code = "archive-changed"
    zh = "档案材料清单在您填写期间已被他人变更，请核对最新情况后再提交。"
    en = "Somebody changed the list of papers meanwhile. Look at how it stands now, then send it again."


class SamePapers(Conflict):
    code = "same-papers"
    zh = "与现有材料清单相同，无需登记。"
    en = "The list says so already."


@dataclass(frozen=True, slots=True)
class Checked:
    """What somebody found in a file on a day."""

    papers: frozenset[str]
    checked_on: date

    def must_be_possible(self, *, today: date) -> None:
        """Raises `ArchiveInvalid`."""
        if self.checked_on > today:
            raise ArchiveInvalid(
                fields=[FieldFault("checked_on", "in-future", "日期晚于今天。", "The day lies in the future.")]
            )


def missing(papers: Set[str]) -> tuple[str, ...]:
    """What a file must hold and does not, in the order of the list."""
    return tuple(code for code in PAPERS if code in REQUIRED - papers)
