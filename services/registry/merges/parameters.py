"""Why files are merged, and why that is undone."""

from collections.abc import Mapping
from enum import StrEnum

from shared.events.codes import MERGE_REASON, UNMERGE_REASON
from shared.language import Named


class Kind(StrEnum):
    """What is proposed."""

    MERGE = "merge"
    UNMERGE = "unmerge"


REASONS: Mapping[Kind, Mapping[str, Named]] = {
    Kind.MERGE: MERGE_REASON.by_code(),
    Kind.UNMERGE: UNMERGE_REASON.by_code(),
}
ALL_REASONS: Mapping[str, Named] = {**REASONS[Kind.MERGE], **REASONS[Kind.UNMERGE]}
KINDS: Mapping[str, Named] = {
    each.code: each for each in (Named("merge", "合并", "merge"), Named("unmerge", "撤销合并", "unmerge"))
}
CONFIRMED = "confirmed"
OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(CONFIRMED, "已办理", "done"),
        Named("refused", "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
