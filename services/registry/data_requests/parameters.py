"""What persons ask for, who may ask, how long an answer may take, and how requests end."""

from collections.abc import Mapping
from datetime import timedelta

from shared.events.privacy_codes import DATA_REQUEST_KIND, DATA_REQUEST_OUTCOME, DATA_REQUEST_REFUSAL
from shared.language import Named
from shared.rule import Limit

KINDS: Mapping[str, Named] = DATA_REQUEST_KIND.by_code()
OUTCOMES: Mapping[str, Named] = DATA_REQUEST_OUTCOME.by_code()
REFUSALS: Mapping[str, Named] = DATA_REQUEST_REFUSAL.by_code()
REFUSED = "refused"
PERSON, NEXT_OF_KIN = "person", "next-of-kin"
ASKERS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(PERSON, "本人", "the person"),
        Named("proxy", "代办人", "a proxy"),
        Named(NEXT_OF_KIN, "已故人员的近亲属", "next of kin of somebody dead"),
    )
}
# 个人信息保护法 art 50 asks for an answer and names no time.
ANSWER = Limit(30, "answer-days", "GB/T 35273-2020, 8.7: where no law says otherwise")
ANSWER_WITHIN = timedelta(days=ANSWER.number)

STATES = (Named("true", "待答复", "open"), Named("false", "已办结", "closed"))
LATENESS = (Named("true", "已逾期", "overdue"), Named("false", "未逾期", "not overdue"))
