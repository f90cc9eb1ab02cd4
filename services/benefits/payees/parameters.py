"""Banks, whose an account may be, where it stands, and why nothing is paid."""

from collections.abc import Mapping

from shared.language import Named

OTHER_BANK, OWN = "other", "self"
MOST_PERSONS = 2
"""So many may be paid into one account without a reason: man and wife."""

BANKS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("psbc", "中国邮政储蓄银行", "Postal Savings Bank of China"),
        Named("abc", "中国农业银行", "Agricultural Bank of China"),
        Named("icbc", "中国工商银行", "Industrial and Commercial Bank of China"),
        Named("boc", "中国银行", "Bank of China"),
        Named("ccb", "中国建设银行", "China Construction Bank"),
        Named("bocom", "交通银行", "Bank of Communications"),
        Named("rural-commercial", "农村商业银行（农村信用社）", "a rural commercial bank or credit cooperative"),
        Named("village", "村镇银行", "a village bank"),
        Named(OTHER_BANK, "其他银行", "another bank"),
    )
}
HOLDERS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(OWN, "本人", "his own"),
        Named("guardian", "监护人", "his guardian's"),
        Named("proxy", "受托代领人", "his proxy's"),
        Named("spouse", "配偶", "his spouse's"),
        Named("child", "子女", "his child's"),
        Named("parent", "父母", "a parent's"),
        Named("other-kin", "其他亲属", "another relative's"),
        Named("institution", "集中供养机构", "the home's that keeps him"),
    )
}

CONFIRMED = "confirmed"
TO_CONFIRM, IN_FORCE, TO_CHECK, ENDED = "to-confirm", "in-force", "to-check", "ended"
STATES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(TO_CONFIRM, "待核对", "to be confirmed"),
        Named(IN_FORCE, "使用中", "in force"),
        Named(TO_CHECK, "发放失败，待查", "to be checked: a payment failed"),
        Named(ENDED, "已停用", "no longer used"),
        Named("refused", "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
ENDS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("replaced", "已换账户", "another one took its place"),
        Named("corrected", "登记有误，已更正", "it was wrong, and was corrected"),
        Named("stopped", "停用", "nothing is paid into it any more"),
        Named("erased", "个人信息已删除", "what was known of the person was erased"),
    )
}

NO_ACCOUNT = "no-account"
LACKS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(NO_ACCOUNT, "缺账户", "no account"),
        Named(TO_CONFIRM, "账户待核对", "the account is to be confirmed"),
        Named(TO_CHECK, "账户待查", "the account is to be checked"),
    )
}
"""Why somebody who is owed something cannot be paid."""

WRONG_ACCOUNT = frozenset({"account-wrong", "account-closed"})
"""Of the reasons why a payment failed, those after which its account is to be checked."""
