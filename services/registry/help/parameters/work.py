"""What goes wrong in the network, in the Party's branches and in what people do for others."""

from services.registry.help.parameters.mistake import BACK, TYPED, Mistake
from shared.language import Text

NETWORK, PARTY, BOOKS, PROGRAMMES = "/registry/network", "/registry/party", "/registry/books", "/benefits/programmes"
AWARDS = "/benefits/awards"
MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        BACK,
        "supervision.issue",
        "supervision.issue",
        "/reporting/supervision",
        Text("督办单发错了服务站", "a supervision slip was issued to the wrong station"),
        Text(
            "打开该督办单 → “撤回”，写明原因，再另发一份。",
            "Open the slip and withdraw it, with the reason; issue another.",
        ),
    ),
    Mistake(
        BACK,
        "schemes.draft",
        "schemes.draft",
        "/reporting/schemes",
        Text("起草的考评办法不再启用", "a draft of a scheme of assessment is not wanted any more"),
        Text("打开该草案 → “撤回”，写明原因。", "Open the draft and withdraw it, with the reason."),
    ),
    Mistake(
        BACK,
        "dispatches.answer",
        "dispatches.follow",
        "/reporting/dispatches",
        Text("调度任务报告办结，实际没有办完", "a task of a dispatch was reported done and is not"),
        Text(
            "请服务中心打开该任务 → “退回重办”，写明原因。",
            "Have the centre open the task and return it, with the reason.",
        ),
    ),
    Mistake(
        BACK,
        "applications.keep",
        "applications.keep",
        "/benefits/applications",
        Text("优待申请登错", "an application for a benefit was taken down wrongly"),
        Text("打开该申请，“撤回申请”，再重新受理。", "Open the application, take it back, and take down another."),
    ),
    Mistake(
        TYPED,
        "awards.nominate",
        "awards.nominate",
        AWARDS,
        Text("推荐写错，或者推荐了不该推荐的人", "a nomination says something wrong, or is of the wrong person"),
        Text(
            "打开该评选，在该候选人一行更正推荐或者撤回推荐。",
            "Open the round: correct the nomination in its row, or withdraw it.",
        ),
    ),
    Mistake(
        BACK,
        "awards.run",
        "awards.run",
        AWARDS,
        Text(
            "评选的审查、票数、打分登错，或者阶段结束早了", "vetting, votes or points are wrong, or a stage ended early"
        ),
        Text(
            "打开该评选，再登记一次，以后一次为准；阶段可以退回上一阶段；启动错了的取消该评选。",
            "Open the round: take it down again, go back a stage, or cancel a round that was opened in error.",
        ),
    ),
    Mistake(
        BACK,
        "awards.grant",
        "awards.grant",
        AWARDS,
        Text("荣誉授予有误", "an award was granted in error"),
        Text(
            "打开该评选，在该获奖人一行撤销荣誉；撤销后可以再参加评选。",
            "Open the round: revoke the award in its row; the person may be nominated again.",
        ),
    ),
    Mistake(
        BACK,
        "redemptions.verify",
        "redemptions.verify",
        "/benefits/verify",
        Text("核销登错，退货或者合同解除", "a discount was redeemed wrongly, or the sale did not stand"),
        Text("在“最近核销”该行“撤回”，写明原因。", "In its row under Redeemed last, take it back and say why."),
    ),
    Mistake(
        BACK,
        "redemptions.reverse",
        "redemptions.reverse",
        "/benefits/redemptions",
        Text("商家核销有误", "a merchant redeemed a discount wrongly"),
        Text("打开该核销，“撤回核销”，写明原因。", "Open it, take it back and say why."),
    ),
    Mistake(
        BACK,
        "redemptions.print",
        "redemptions.print",
        "/benefits/redemptions",
        Text("打印的优惠码给错人、遗失", "a printed code went to the wrong person, or is lost"),
        Text("“打印的优惠码”中该行“作废”，再打印一张。", "Under Printed codes revoke it; print another."),
    ),
    Mistake(
        BACK,
        "redemptions.keep-clerks",
        "redemptions.keep-clerks",
        "/benefits/redemptions",
        Text("店员登记到别的商家，或者已经离职", "an account is the wrong merchant's clerk, or has left"),
        Text("“商家店员”中该行“解除”，需要的重新登记。", "Under Merchants' clerks end it; add it anew where needed."),
    ),
    Mistake(
        BACK,
        "merchants.keep",
        "merchants.sign",
        "/benefits/merchants",
        Text("商家优惠协议的内容、办理登错", "an agreement with a merchant is wrong"),
        Text(
            "由局领导打开该协议，“更正”；办理登错的“退回上一步”。不该有的由服务中心“撤销”。",
            "A leader opens it: corrects it, or takes its last step back. The centre revokes what should not be there.",
        ),
    ),
    Mistake(
        BACK,
        "health-checks.keep",
        "health-checks.keep",
        "/benefits/health-checks",
        Text("健康体检的安排、到检登错", "a health check is wrong"),
        Text(
            "打开该记录，“更正”；到检、随访登错的“退回上一步”；不该有的“撤销”。",
            "Open the entry; correct it, take its last step back, or revoke it.",
        ),
    ),
    Mistake(
        TYPED,
        "programmes.draft",
        "programmes.draft",
        PROGRAMMES,
        Text("优待项目的草案、条件写错", "a draft of a programme, or a condition of it, is wrong"),
        Text(
            "项目草案 → 打开该草案，“修改草案”；已启用的，“起草新版本”，同日生效的替代原版本。",
            "Drafts: open it and write it otherwise. What is in force, a new version replaces, also of the same day.",
        ),
    ),
    Mistake(
        BACK,
        "programmes.activate",
        "programmes.activate",
        PROGRAMMES,
        Text("优待项目停止错了", "a programme was ended by mistake"),
        Text(
            "由服务中心“起草新版本”，再由领导“启用”。",
            "The centre writes a new version, and a leader brings it into force.",
        ),
    ),
    Mistake(
        TYPED,
        "places.organise",
        "places.organise",
        NETWORK,
        Text("机构的名称、设立日期登错", "the name or the first day of a unit is wrong"),
        Text(
            "打开该机构，“更正”；名称有变的用“更名”，原来的名称保留。",
            "Open the unit and correct it; a name that is another one from a day on is a new name, and the old one is "
            "kept.",
        ),
    ),
    Mistake(
        BACK,
        "places.organise",
        "places.organise",
        NETWORK,
        Text("隶属调整登错，或者机构不撤销了", "a move of a unit is wrong, or a unit is not to be closed after all"),
        Text(
            "打开该机构，“撤回隶属调整”，或者“撤回拟撤销”。", "Open the unit and take the move, or the closing, back."
        ),
    ),
    Mistake(
        TYPED,
        "party-applications.keep",
        "party-applications.keep",
        PARTY,
        Text("入党申请的日期、阶段登错", "a day or a stage of an application to the Party is wrong"),
        Text("入党申请 → 打开该申请，“更正”。", "Applications: open it and correct it."),
    ),
    Mistake(
        BACK,
        "party-memberships.keep",
        "party-memberships.keep",
        PARTY,
        Text("组织关系介绍信开错", "a letter of transfer is wrong"),
        Text("组织关系介绍信 → “作废”，再重新开具。", "Letters of transfer: revoke it and issue another."),
    ),
    Mistake(
        TYPED,
        "branch-life.keep",
        "branch-life.keep",
        PARTY,
        Text("组织生活记录登错", "a record of branch life is wrong"),
        Text(
            "组织生活 → 打开该记录，“更正”；没有开展的“撤回”。",
            "Branch life: open the record; correct it, or withdraw it.",
        ),
    ),
    Mistake(
        TYPED,
        "attachments.keep-of-unit",
        "attachments.keep-of-unit",
        PARTY,
        Text("佐证材料附错，或者材料上有个人信息", "evidence of work was attached wrongly, or names a person"),
        Text(
            "打开该记录 → 佐证材料，“撤回”，内容即删除；遮盖个人信息后再添加。",
            "Open the record, then its evidence: withdraw it, and its content is destroyed; cover what names a person "
            "and attach it again.",
        ),
    ),
    Mistake(
        TYPED,
        "volunteer-teams.keep",
        "volunteer-teams.keep",
        "/registry/teams",
        Text("志愿者团队、成员或者活动登错", "a team, a volunteer or an activity is wrong"),
        Text(
            "打开该团队，在团队、成员或者活动处“更正”；不该有的“撤销登记”。",
            "Open the team; correct the team, the volunteer or the activity, or take the record back.",
        ),
    ),
    Mistake(
        TYPED,
        "contributions.keep",
        "contributions.keep",
        "/registry/contributions",
        Text("贡献登记有误", "a contribution is wrong"),
        Text("打开该登记，“更正”；不该有的“撤销登记”。", "Open it; correct it, or take the record back."),
    ),
    *(
        Mistake(TYPED, permission, permission, BOOKS, what, way)
        for permission, what, way in (
            (
                "county-work.keep",
                Text("会议、现场办公、人员等台账登错", "an entry about meetings, sessions or staff is wrong"),
                Text(
                    "打开该记录，“更正”；办理错了的“退回上一步”；不该有的“撤销”。",
                    "Open the entry; correct it, take its last step back, or revoke it.",
                ),
            ),
            (
                "unit-work.check",
                Text("五有、四统一核查登错", "a check of the five-haves or of a unified standard is wrong"),
                Text(
                    "打开该记录，“更正”；办理错了的“退回上一步”；不该有的“撤销”。",
                    "Open the entry; correct it, take its last step back, or revoke it.",
                ),
            ),
            (
                "unit-work.keep",
                Text("场所、牌子、记录本等台账登错", "an entry about venues, plaques or record books is wrong"),
                Text(
                    "打开该记录，“更正”；办理错了的“退回上一步”；不该有的“撤销”。",
                    "Open the entry; correct it, take its last step back, or revoke it.",
                ),
            ),
        )
    ),
)
