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
SLIP_COLOUR = CodeList(
    "supervision-colour", "督办单颜色", "colours of supervision slips",
    (
        Named("blue", "蓝色（提醒）", "blue: remind"),
        Named("orange", "橙色（警告）", "orange: warn"),
        Named("red", "红色（约谈）", "red: talk"),
    ),
)  # fmt: skip
SLIP_MATTER = CodeList(
    "supervision-matter", "督办事项", "what supervision slips are about",
    (
        Named("daily-reports", "日报告", "daily reports"),
        Named("information", "信息采集", "information that is collected"),
        Named("branch-life", "组织生活", "Party-branch life"),
        Named("services", "服务落实", "services and benefits"),
        Named("disputes", "矛盾化解", "disputes and petitions"),
        Named("venue", "服务场所", "network and venues"),
        Named("other", "其他", "other"),
    ),
)  # fmt: skip
SLIP_OUTCOME = CodeList(
    "supervision-outcome", "督办结果", "how supervision slips end",
    (
        Named("settled", "已办结", "settled"),
        Named("raised", "已升级", "raised"),
        Named("withdrawn", "已撤回", "withdrawn"),
    ),
)  # fmt: skip
LISTS_OF_REPORTING: tuple[CodeList, ...] = (
    DAILY_REPORT_RETURN,
    RANKING_LIST,
    SCORE_SOURCE,
    APPEAL_OUTCOME,
    SLIP_COLOUR,
    SLIP_MATTER,
    SLIP_OUTCOME,
)
