"""Code lists of what reporting publishes."""

from shared.events.code_list import CodeList
from shared.language import Named

DAILY_REPORT_RETURN = CodeList(
    "daily-report-return", "退回日报告的原因", "why daily reports are returned",
    (
        Named("number-doubtful", "数字存疑", "a number is doubtful"),
        Named("text-unclear", "文字不清", "the text is unclear"),
        Named("copied", "照抄前一日", "copied from the day before"),
        Named("incomplete", "内容不全", "something is missing"),
    ),
)  # fmt: skip
RANKING_LIST = CodeList(
    "ranking-list", "考评排名分组", "stations that are ranked beside each other",
    (
        Named("townships", "乡镇、街道", "townships and subdistricts"),
        Named("county-units", "县直单位", "county-direct units"),
    ),
)  # fmt: skip
SCORE_SOURCE = CodeList(
    "score-source", "考评得分来源", "where points of an assessment come from",
    (
        Named("inspector", "督查人员评分", "scored by an inspector"),
        Named("figures", "按统计数计算", "reckoned from figures"),
        Named("reports", "按日报告计算", "reckoned from daily reports"),
        Named("appeal", "申诉成立更正", "corrected upon an appeal"),
    ),
)  # fmt: skip
APPEAL_OUTCOME = CodeList(
    "score-appeal-outcome", "考评申诉决定", "what is decided on an appeal against a score",
    (Named("upheld", "成立", "upheld"), Named("refused", "不成立", "refused")),
)  # fmt: skip
LISTS_OF_REPORTING: tuple[CodeList, ...] = (DAILY_REPORT_RETURN, RANKING_LIST, SCORE_SOURCE, APPEAL_OUTCOME)
