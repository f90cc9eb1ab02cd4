"""What is done with holdings of categories, and why: the words."""

from collections.abc import Mapping
from enum import StrEnum

from shared.approval import Outcome
from shared.events.category_codes import (
    APPLICATION_ORIGIN,
    CATEGORY_BENEFIT_CHANGE,
    CATEGORY_CANCELLATION,
    CATEGORY_CLAUSE,
    CATEGORY_REFUSAL,
    CATEGORY_RESTORATION,
    CATEGORY_RESUMPTION,
    CATEGORY_RETURN,
    CATEGORY_STATE,
    CATEGORY_STOP,
    CATEGORY_SUSPENSION,
)
from shared.events.codes import APPROVAL_OUTCOME, ORG_UNIT_KIND
from shared.language import Named


class Act(StrEnum):
    """What moves a holding. The first three follow from an application, the others from a decision of the centre."""

    APPLY = "apply"
    RECOGNISE = "recognise"
    REFUSE = "refuse"
    SUSPEND = "suspend"
    RESUME = "resume"
    STOP = "stop"
    CANCEL = "cancel"
    GRANT_BENEFIT = "grant-benefit"
    END_BENEFIT = "end-benefit"
    RESTORE = "restore"


STATES: Mapping[str, Named] = CATEGORY_STATE.by_code()
# What is told to nobody outside.
EVIDENCES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("personal-file", "个人档案", "the personal file"),
        Named("discharge-certificate", "退役证件", "the discharge certificate"),
        Named("written-proof", "有关人员的书面证明", "written proof by recognised persons"),
        Named("other", "其他证明材料", "other documents"),
    )
}
CLAUSES: Mapping[str, Named] = CATEGORY_CLAUSE.by_code()
OUTCOMES: Mapping[str, Named] = APPROVAL_OUTCOME.by_code()
LEVELS: Mapping[str, Named] = ORG_UNIT_KIND.by_code()
RETURNS: Mapping[str, Named] = CATEGORY_RETURN.by_code()
REFUSALS: Mapping[str, Named] = CATEGORY_REFUSAL.by_code()
REASONS_FOR: Mapping[Outcome, Mapping[str, Named]] = {Outcome.SUPPLEMENT: RETURNS, Outcome.REFUSE: REFUSALS}


def _without(code: str) -> Mapping[str, Named]:
    """Why the benefit changes, without what would say the opposite of the act."""
    return {each: named for each, named in CATEGORY_BENEFIT_CHANGE.by_code().items() if each != code}


# Of the acts that the centre decides on, the reasons there are.
REASONS_OF: Mapping[Act, Mapping[str, Named]] = {
    Act.SUSPEND: CATEGORY_SUSPENSION.by_code(),
    Act.RESUME: CATEGORY_RESUMPTION.by_code(),
    Act.STOP: CATEGORY_STOP.by_code(),
    Act.CANCEL: CATEGORY_CANCELLATION.by_code(),
    Act.GRANT_BENEFIT: _without("conditions-not-met"),
    Act.END_BENEFIT: _without("conditions-met"),
    Act.RESTORE: CATEGORY_RESTORATION.by_code(),
}
ORIGINS: Mapping[str, Named] = APPLICATION_ORIGIN.by_code()
OFFICE, SELF, PROXY = "office", "self", "proxy"
# A proxy applies who acts in one of these matters.
PROXY_SCOPES = frozenset({"all-matters", "benefits"})
# What stands for a document where somebody gives his own application up.
BY_ONESELF = "本人网上办理 by the person"
# An application that is not decided on yet is given up for one of these, by whoever may apply.
WITHDRAWALS: Mapping[str, Named] = {
    code: named for code, named in CATEGORY_CANCELLATION.by_code().items() if code in {"withdrawn", "recorded-in-error"}
}
REASONS: Mapping[str, Named] = {
    code: named for words in (RETURNS, REFUSALS, *REASONS_OF.values()) for code, named in words.items()
}
ACTS: Mapping[Act, Named] = {
    Act.SUSPEND: Named("suspend", "中止待遇", "suspend"),
    Act.RESUME: Named("resume", "恢复待遇", "resume"),
    Act.STOP: Named("stop", "停发待遇", "stop"),
    Act.CANCEL: Named("cancel", "取消认定", "cancel"),
    Act.GRANT_BENEFIT: Named("grant-benefit", "改为享受待遇", "let the benefit be enjoyed"),
    Act.END_BENEFIT: Named("end-benefit", "改为不享受待遇", "end the benefit"),
    Act.RESTORE: Named("restore", "撤销停发或取消认定", "revoke the stop or the cancellation"),
}
