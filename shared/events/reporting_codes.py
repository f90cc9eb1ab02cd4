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
LISTS_OF_REPORTING: tuple[CodeList, ...] = (DAILY_REPORT_RETURN,)
