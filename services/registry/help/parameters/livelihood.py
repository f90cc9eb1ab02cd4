"""What goes wrong in training and jobs."""

from services.registry.help.parameters.mistake import BACK, Mistake
from shared.language import Text

MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        BACK,
        "training.enrol",
        "training.enrol",
        "/benefits/training",
        Text("培训学员登错", "somebody in a course was recorded wrongly"),
        Text(
            "打开该记录，“更正”；结业、退出、就业情况登错的“退回上一步”；不该有的“撤销”。",
            "Open the entry; correct it, take its last step back, or revoke it.",
        ),
    ),
    Mistake(
        BACK,
        "training.keep",
        "training.keep",
        "/benefits/training",
        Text("培训机构、培训班登错", "a provider or a course was recorded wrongly"),
        Text(
            "打开该记录，“更正”“退回上一步”，或者“撤销”；有学员的培训班先撤销学员。",
            "Open the entry; correct it, take its last step back, or revoke it; of a course first who is in it.",
        ),
    ),
    Mistake(
        BACK,
        "jobs.serve",
        "jobs.serve",
        "/benefits/jobs",
        Text(
            "求职意向、应聘、录用登错",
            "what work somebody wishes, an application for a posting, or a hire was recorded wrongly",
        ),
        Text(
            "打开该记录，“更正”；推送、用人单位的答复登错的“退回上一步”；不该有的“撤销”；随应聘登记的录用在应聘里改。",
            "Open the entry; correct it, take its last step back, or revoke it; a hire of an application by that one.",
        ),
    ),
    Mistake(
        BACK,
        "jobs.keep",
        "jobs.keep",
        "/benefits/jobs",
        Text("用人单位、招聘岗位、招聘会登错", "an employer, a posting or a job fair was recorded wrongly"),
        Text(
            "打开该记录，“更正”“退回上一步”，或者“撤销”；有应聘、录用的岗位先撤销这些。",
            "Open the entry; correct it, take its last step back, or revoke it; of a posting first who applied for it.",
        ),
    ),
)
