"""What goes wrong in official papers: bulletins, minutes, briefing notes, how they read."""

from services.registry.help.parameters.mistake import BACK, TYPED, Mistake
from shared.language import Text

MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        BACK,
        "bulletins.issue",
        "bulletins.write",
        "/reporting/bulletins",
        Text("已印发的旬通报数字有误", "a figure of an issued bulletin is wrong"),
        Text(
            "更正原始登记或者日报告；本期不改，“起草通报”起草下一期时自动列出更正。",
            "Correct what was recorded, or the daily report. The bulletin stays; the next one lists what is adjusted.",
        ),
    ),
    Mistake(
        BACK,
        "briefings.issue",
        "briefings.write",
        "/reporting/briefings",
        Text("已印发的简报有误", "an issued briefing note is wrong"),
        Text(
            "打开该简报 → “更正”，写明原因，由局领导印发第二版；第一版保留。",
            "Open it and correct it, with the reason; a leader issues edition two, the first one is kept.",
        ),
    ),
    Mistake(
        BACK,
        "briefings.write",
        "briefings.write",
        "/reporting/briefings",
        Text("起草的简报、更正不再印发", "a draft of a briefing note is not wanted any more"),
        Text(
            "打开该简报 → “撤回”，写明原因；已印发的不变。",
            "Open it and withdraw it, with the reason; what was issued stays.",
        ),
    ),
    Mistake(
        BACK,
        "paper-forms.keep",
        "paper-forms.keep",
        "/reporting/paper-forms",
        Text("装入的文书式样有误", "a form of papers was loaded that is wrong"),
        Text(
            "“装入新式样”再装一次，启用日相同的以后一次为准；已印发的文书不变。",
            "Load another one: of the same first day the last one holds. Papers that are issued stay.",
        ),
    ),
    Mistake(
        TYPED,
        "dispatches.write",
        "dispatches.write",
        "/reporting/dispatches",
        Text("印发的周调度纪要有误", "issued minutes of a weekly dispatch are wrong"),
        Text(
            "打开该纪要 → “更正纪要”，写明原因，由局领导印发第二版；第一版保留。",
            "Open the minutes and correct them, with the reason; a leader issues edition two, the first one is kept.",
        ),
    ),
    Mistake(
        BACK,
        "dispatches.write",
        "dispatches.write",
        "/reporting/dispatches",
        Text("起草的周调度纪要、更正不再印发", "a draft of minutes is not wanted any more"),
        Text(
            "打开该纪要 → “撤回”，写明原因；拟派的任务一并删去，已印发的不变。",
            "Open the minutes and withdraw them, with the reason: planned tasks go too, what was issued stays.",
        ),
    ),
)
