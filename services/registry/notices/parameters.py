"""The words of the queue."""

from collections.abc import Mapping

from shared.events.inbound import DEATH, MOVE, SENDERS, Sender
from shared.language import Named
from shared.rule import Limit

KINDS: Mapping[str, Named] = {
    DEATH: Named(DEATH, "死亡通报", "death"),
    MOVE: Named(MOVE, "户口迁移通报", "household move"),
}
BY_TOPIC: Mapping[str, Sender] = {sender.topic: sender for sender in SENDERS}
BY_ACCOUNT: Mapping[str, Sender] = {sender.called.code: sender for sender in SENDERS}
"""Over HTTP a sender is the machine whose user name is the system's."""
BY_SENDER: Mapping[str, Named] = {sender.called.code: sender.called for sender in SENDERS}

# What a death that it tells of mostly rests on; whoever confirms it says what it was.
USUAL_SOURCE: Mapping[str, str] = {
    "civil-affairs": "cremation-certificate",
    "public-security": "household-cancellation",
}

MATCHED, AMBIGUOUS, UNMATCHED, UNREADABLE = "matched", "ambiguous", "unmatched", "unreadable"
MATCHES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(MATCHED, "证件号码、姓名一致", "number and name agree"),
        Named(AMBIGUOUS, "证件号码一致、姓名不同", "the number agrees, the name does not"),
        Named(UNMATCHED, "登记中没有该证件号码", "nobody is registered under the number"),
        Named(UNREADABLE, "无法识别", "cannot be read"),
    )
}

RECORDED, KNOWN, NOT_OURS, WRONG = "recorded", "known-before", "not-ours", "wrong"
OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(RECORDED, "已据此办理登记", "recorded on its grounds"),
        Named(KNOWN, "此前已登记", "was known before"),
        Named(NOT_OURS, "不是本县登记人员", "nobody registered here"),
        Named(WRONG, "通报有误", "the notice is wrong"),
    )
}
# These say something of a person, who is to be named.
OF_A_PERSON = frozenset({RECORDED, KNOWN})
NOTICE_KEPT = Limit(30, "notice-days", "ours: long enough to see that it was settled wrongly")
UNREADABLE_NOTICE_KEPT = Limit(183, "unreadable-notice-days", "ours: half a year, for whoever sent it to be asked")
STATES = (Named("waiting", "待核对", "waiting"), Named("settled", "已办结", "settled"))
