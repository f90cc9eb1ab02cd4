"""What was typed wrong."""

from services.registry.help.parameters.mistake import TYPED, Mistake
from shared.language import Text

PERSONS = "/registry/persons"
MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        TYPED,
        "veterans.register",
        "veterans.register",
        "/registry/registrations",
        Text("登记申请已经提交，审批前发现有误", "a registration was handed in, and is wrong"),
        Text("打开该申请，“撤回”，修改后重新提交。", "Open it, withdraw it, correct it and hand it in anew."),
    ),
    Mistake(
        TYPED,
        "veterans.register",
        "veterans.propose-identity",
        PERSONS,
        Text("姓名、证件号码、出生日期登错", "a name, number or date of birth is wrong"),
        Text(
            "档案 → “更正或变更信息” → 身份信息更正，凭证明材料提出；另一人从原件上重新录入，一致的才生效。",
            "File → Correct or change → identity, on evidence; it counts once a second person has typed the same from "
            "the document.",
        ),
    ),
    Mistake(
        TYPED,
        "veterans.register",
        "veterans.confirm-identity",
        PERSONS,
        Text("登记日期登错", "the day of registration is wrong"),
        Text(
            "服务中心在档案 → “更正或变更信息” → 身份信息更正中提出，另一人确认。此前已有迁移等登记的，按提示先撤销。",
            "The centre: File → Correct or change → identity, confirmed by a second person. Where a move or another "
            "record stands in the way, it says which: revoke that first.",
        ),
    ),
    Mistake(
        TYPED,
        "veterans.register",
        "veterans.correct",
        PERSONS,
        Text("住址、服役情况等其他项目登错", "an address, the service or another field is wrong"),
        Text(
            "档案 → “更正或变更信息”：登错的选更正，情况有变的选变更。原来的记录保留。",
            "File → Correct or change: a correction for what was wrong, a change for what is different now. What it "
            "said before is kept.",
        ),
    ),
    Mistake(
        TYPED,
        "recipients.keep",
        "veterans.propose-identity",
        "/registry/recipients",
        Text("优抚对象的姓名、证件号码登错", "the name or number of a recipient without a file is wrong"),
        Text(
            "打开该对象，“提出身份信息更正”，凭证明材料；另一人从原件上重新录入，一致的才生效。",
            "Open the record and propose a correction of the identity, on evidence; it counts once a second person has "
            "typed the same from the document.",
        ),
    ),
    Mistake(
        TYPED,
        "veterans.relocate",
        "veterans.revoke-relocation",
        PERSONS,
        Text("迁移的去向或者日期登错", "a move was recorded with the wrong place or day"),
        Text("撤销最近一次迁移登记，再重新登记。", "Have the last move revoked, and record it anew."),
    ),
    Mistake(
        TYPED,
        "report-ins.keep",
        "report-ins.keep",
        PERSONS,
        Text("报到登记有误", "a reporting in is wrong"),
        Text(
            "档案 → 报到登记 → 更正，或者撤销后重新登记。", "File → reporting in: correct it, or revoke and record it."
        ),
    ),
    Mistake(
        TYPED,
        "confirmations.keep",
        "confirmations.keep",
        PERSONS,
        Text("年度确认登错", "a yearly confirmation is wrong"),
        Text("档案 → 年度确认 → “撤销”，再重新登记。", "File → yearly confirmation: revoke it and record it anew."),
    ),
    Mistake(
        TYPED,
        "archives.keep",
        "archives.keep",
        "/registry/archives",
        Text("纸质档案的材料、转递或者回执登错", "papers of a file, or where it was sent on to, are wrong"),
        Text(
            "材料勾选有误的，重新“核对材料”；转递、回执有误的，在档案转递中“撤销”，再重新登记。",
            "Papers: check them again. A file that was sent on, or its receipt: revoke it and record it anew.",
        ),
    ),
    Mistake(
        TYPED,
        "cases.open",
        "cases.open",
        "/benefits/cases",
        Text("案件当事人登错", "a party to a case is wrong"),
        Text(
            "打开该案件，在当事人中“更正”；本来就不是当事人的，“移除”，原因选登记有误。",
            "Open the case: correct the party, or remove who never was one, as recorded in error.",
        ),
    ),
    Mistake(
        TYPED,
        "cases.handle",
        "cases.handle",
        "/benefits/cases",
        Text("纠纷办结登错，或者误办结、误撤回", "a case was resolved wrongly, or resolved or withdrawn by mistake"),
        Text(
            "打开该案件：结果、日期、调解员、文书登错的，“更正办结登记”；其实没有结束的，“恢复办理”；撤回登错的，"
            "恢复办理后重新撤回。",
            "Open the case: correct the outcome, day, mediators or document; reopen what has not ended. A wrong "
            "withdrawal: reopen it and withdraw it anew.",
        ),
    ),
    Mistake(
        TYPED,
        "cases.handle",
        "cases.handle",
        "/benefits/cases",
        Text("补录的纠纷，人员、日期或者案情登错", "an earlier dispute was recorded with a wrong person, day or text"),
        Text(
            "打开该案件，已办结的先“恢复办理”，再“撤回”，原因选立案有误；改正该行，重新上传。",
            "Open it, reopen it where it was resolved, withdraw it as opened in error; mend the row and send it anew.",
        ),
    ),
    Mistake(
        TYPED,
        "families.keep",
        "families.keep",
        PERSONS,
        Text("亲属关系登错", "a relation is wrong"),
        Text(
            "档案 → 家庭成员 → “更正”；本来就没有这个关系的，“撤销”；已经不再是的，“终止”。",
            "File → family: correct it; revoke what never was; end what is no more.",
        ),
    ),
    Mistake(
        TYPED,
        "categories.apply",
        "categories.change",
        "/registry/categories",
        Text(
            "类别认定的起始日、证明材料或者证件号有误",
            "a category was recognised with the wrong day, evidence or number",
        ),
        Text("打开该认定，“更正认定”。", "Open what was recognised and correct it."),
    ),
    Mistake(
        TYPED,
        "categories.apply",
        "categories.change",
        "/registry/categories",
        Text("认定的类别错了", "the wrong category was recognised"),
        Text(
            "打开该认定，取消认定，原因选“认定有误”，可以自认定之日起；再申请认定应当认定的类别。",
            "Open what was recognised and cancel it as recognised wrongly, from its first day; then apply for the "
            "right one.",
        ),
    ),
    Mistake(
        TYPED,
        "imports.run",
        "imports.revoke",
        "/registry/imports",
        Text("导入的死亡、迁移名册有误", "a list of deaths or moves that was imported is wrong"),
        Text(
            "打开该次导入，全部撤销；只有个别人有误的，打开各人档案撤销。以后先“只校验”再“正式导入”。",
            "Open the import and revoke all of it; if only some are wrong, revoke theirs in their files. Next time "
            "hand it in as a trial first.",
        ),
    ),
    Mistake(
        TYPED,
        "daily-reports.submit",
        "daily-reports.submit",
        "/reporting/daily",
        Text("日报告的数字报错", "a number of a daily report is wrong"),
        Text(
            "打开该日报告 → “更正”，写明原因；以前各版保留，按时、迟报、漏报的记录不变。",
            "Open the report and correct it, with the reason; what was said is kept, and so is whether it was late.",
        ),
    ),
    Mistake(
        TYPED,
        "room-lines.submit",
        "room-lines.submit",
        "/reporting/daily/rooms",
        Text("服务室日报的数字报错", "a number of a room's line is wrong"),
        Text(
            "打开本室当日的一份 → “更正”，写明原因；次日漏报时限以后的，请服务站更正日报告。",
            "Open the line and correct it, with the reason; once its station's report can no longer be late, ask the "
            "station to correct that.",
        ),
    ),
    Mistake(
        TYPED,
        "report-hours.propose",
        "report-hours.decide",
        "/reporting/daily/hours",
        Text("报送时限拟错", "hours of daily reports are wrong"),
        Text(
            "起始日未到的，由局领导“撤回”后另拟；已到的，另拟以后日期起的时限。",
            "Before their first day a leader withdraws them, and others are proposed; after it, propose others that "
            "hold from a later day on.",
        ),
    ),
    Mistake(
        TYPED,
        "report-lines.draft",
        "report-lines.adopt",
        "/reporting/daily/lines",
        Text("日报告项目拟错", "lines of daily reports are wrong"),
        Text(
            "未启用的由服务中心“修改”或者“撤回”；已启用、起始日未到的，由局领导“撤回”后另拟；"
            "起始日已到的，另拟以后日期起的项目。",
            "A draft the centre corrects or withdraws; what is in force a leader takes back before its first day; after"
            " it, draft others that hold from a later day on.",
        ),
    ),
    Mistake(
        TYPED,
        "opening-figures.keep",
        "opening-figures.keep",
        "/reporting/county",
        Text("期初数填错", "an opening figure is wrong"),
        Text("数据指标 → 期初数 → “更正”，或者撤回。", "Figures → opening figures: correct or withdraw it."),
    ),
    Mistake(
        TYPED,
        "figures.freeze",
        "figures.freeze",
        "/reporting/county",
        Text("快照已经冻结，才发现数据有误", "a snapshot was frozen, and a figure was wrong"),
        Text(
            "快照不能改。先在档案中更正，再冻结一份；已经上报的，告知收到的单位，以后一份为准。",
            "A snapshot never changes. Correct the files, freeze another, and tell who was sent the first one.",
        ),
    ),
)
