"""Code lists about Party organisations, who applies to join the Party, and the life of branches."""

from shared.events.code_list import CodeList
from shared.language import Named

PARTY_DISSOLUTION = CodeList(
    "party-dissolution", "党组织撤销的原因", "why Party organisations are dissolved",
    (
        Named("unit-closed", "所在机构撤销", "its unit closed"),
        Named("reorganised", "党组织调整", "the organisations were arranged anew"),
        Named("entered-in-error", "登记有误，视为从未成立", "entered in error: it never was"),
    ),
)  # fmt: skip
PARTY_APPLICATION_STAGE = CodeList(
    "party-application-stage", "入党申请所处阶段", "stages of an application to join the Party",
    (
        Named("submitted", "递交入党申请书", "application handed in"),
        Named("activist", "入党积极分子", "activist"),
        Named("development-target", "发展对象", "development target"),
        Named("probationary", "预备党员", "probationary member"),
        Named("full", "转为正式党员", "full member"),
    ),
)  # fmt: skip
PARTY_APPLICATION_END = CodeList(
    "party-application-end", "入党申请终止的原因", "why applications to join the Party end",
    (
        Named("withdrawn", "本人撤回", "taken back by the applicant"),
        Named("not-admitted", "未获接收，不再培养", "not admitted, and no longer prepared"),
        Named("moved-away", "迁往外县", "moved to another county"),
        Named("deceased", "去世", "died"),
        Named("deregistered", "登记已注销", "the registration was void"),
        Named("entered-in-error", "登记有误，视为从未递交", "entered in error: it was never handed in"),
    ),
)  # fmt: skip
BRANCH_RECORD_KIND = CodeList(
    "branch-record-kind", "组织生活类别", "kinds of meetings of branches and groups",
    (
        Named("general-meeting", "支部党员大会", "branch general meeting"),
        Named("committee-meeting", "支部委员会会议", "branch committee meeting"),
        Named("lecture", "党课", "Party lecture"),
        Named("theme-day", "主题党日", "theme Party day"),
        Named("group-meeting", "党小组会", "group meeting"),
    ),
)  # fmt: skip
BRANCH_RECORD_RETURN = CodeList(
    "branch-record-return", "退回组织生活记录的原因", "why records of branch life are returned",
    (
        Named("incomplete", "记录不完整", "the record is incomplete"),
        Named("facts-differ", "与实际情况不符", "it is not what happened"),
        Named("wrong-kind", "类别不符", "it is of another kind"),
        Named("not-in-form", "不符合规范，重新开展", "not held as it must be: to be held anew"),
    ),
)  # fmt: skip
BRANCH_RECORD_WITHDRAWAL = CodeList(
    "branch-record-withdrawal", "撤回组织生活记录的原因", "why records of branch life are taken back",
    (
        Named("recorded-twice", "重复登记", "recorded twice"),
        Named("another-organisation", "应由其他党组织登记", "another organisation's"),
        Named("not-held", "未实际开展", "it was not held"),
    ),
)  # fmt: skip

LISTS_OF_PARTY: tuple[CodeList, ...] = (
    PARTY_DISSOLUTION, PARTY_APPLICATION_STAGE, PARTY_APPLICATION_END,
    BRANCH_RECORD_KIND, BRANCH_RECORD_RETURN, BRANCH_RECORD_WITHDRAWAL,
)  # fmt: skip
