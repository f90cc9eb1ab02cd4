"""What each role begins its day with, in the order in which it is done; what comes then is on the pages themselves."""

from collections.abc import Mapping

from services.registry.help.parameters.step import DISPUTES, FAILED, SEARCH, TO_DO, Step
from shared.auth.roles import Role
from shared.language import Text
from shared.web.menu import HOME, SELF

DAYS: Mapping[Role, tuple[Step, ...]] = {
    Role.SYSTEM_ADMINISTRATOR: (
        Step(
            Text(
                "看“运行情况”：四个服务都应当正常，没有搁置的事件，没有失败的定时任务。",
                "See how it runs: four services in order, nothing parked, no job that fails.",
            ),
            "/registry/running",
        ),
        Step(
            Text("有搁置的事件，看原因，改正后重新处理。", "If events are parked, see why; correct it, redrive them."),
            "/benefits/parked",
        ),
        Step(
            Text(
                "新来的人开账号，打印激活单当面交给本人；调走的停用账号，停用前看他手上还有什么没办完。",
                "Open an account for who is new and hand him the slip; disable that of who leaves, after a look at "
                "what he has in hand.",
            ),
            "/registry/accounts",
        ),
    ),
    Role.SECURITY_ADMINISTRATOR: (
        Step(TO_DO, HOME.path),
        Step(
            Text(
                "新设密码的账号，七日内当面或者打电话向本人核实，再点“确认”。",
                "Ask the holder of an account with a new password, in person or by telephone, whether it was he; "
                "confirm it within seven days.",
            ),
            "/registry/accounts",
        ),
        Step(
            Text(
                "按任职提出授权，由局领导确认；岗位变动的，当天收回原来的授权。",
                "Propose grants for those who took up a post, which the leader confirms; revoke those of who left it "
                "on the same day.",
            ),
            "/registry/grants",
        ),
    ),
    Role.AUDITOR: (
        Step(TO_DO, HOME.path),
        Step(
            Text(
                "抽查“查看记录”：谁查看了完整的证件号码、住址，用途是否相符。",
                "Look through who saw what: who had a whole number or address disclosed, and whether the purpose fits.",
            ),
            "/registry/disclosures",
        ),
        Step(
            Text(
                "在“审计日志”中核对审计链，看有没有失败较多的登录和被拒绝的操作。",
                "Verify the chain of the audit; look for many failed sign-ins and for what was refused.",
            ),
            "/registry/audit",
        ),
        Step(
            Text("应急授权结束后，看其间做了什么，写下复核结论。", "When an emergency grant is over, review its use."),
            "/registry/grants",
        ),
    ),
    Role.BUREAU_LEADER: (
        Step(TO_DO, HOME.path),
        Step(
            Text(
                "确认或者驳回授权、身份信息更正、合并、删除：看清提出人和依据，本人提出的不能由本人确认。",
                "Confirm or refuse grants, corrections of identities, merges and erasures: see who proposed them and "
                "on what grounds; nobody confirms his own.",
            ),
            "/registry/identity-corrections",
        ),
        Step(
            Text(
                "看全县数据；要上报的，冻结为快照再用，此后的变化不影响它。",
                "See the county's figures; freeze those you report, so that nothing changes them any more.",
            ),
            "/reporting/county",
        ),
        Step(
            Text(
                "印发服务中心起草的周调度纪要、旬通报；纪要印发后任务派发到各机构。",
                "Issue minutes of weekly dispatches, whose tasks are assigned with them, and ten-day bulletins.",
            ),
            "/reporting/dispatches",
        ),
    ),
    Role.CENTRE_STAFF: (
        Step(TO_DO, HOME.path),
        Step(SEARCH, "/registry/persons"),
        Step(
            Text("审批服务站核实过的登记申请。", "Decide on registrations that a station has verified."),
            "/registry/registrations",
        ),
        Step(
            Text("审批类别认定申请；不予认定须写明依据。", "Decide on applications; a refusal needs a clause."),
            "/registry/categories",
        ),
        Step(
            Text("核对民政、公安通报的死亡和迁移。", "Compare deaths and moves that other systems told of."),
            "/registry/notices",
        ),
        Step(
            Text(
                "答复个人信息权利请求，三十日内办结。",
                "Answer requests of persons about what is known of them, within thirty days.",
            ),
            "/registry/data-requests",
        ),
        Step(
            Text(
                "看各站日报告是否报齐，数字存疑、照抄前一日的退回。",
                "See which stations have handed in their daily report; return what is doubtful or copied.",
            ),
            "/reporting/daily",
        ),
        Step(
            Text(
                "每周起草周调度纪要、拟派任务；各机构报告办结的任务，确认或者退回。",
                "Draft the minutes of the weekly dispatch and plan its tasks; confirm or return what is reported done.",
            ),
            "/reporting/dispatches",
        ),
        Step(
            Text(
                "每旬结束后起草旬通报，核对数据，交局领导印发。",
                "After each ten-day period draft its bulletin, look at the checks, and have a leader issue it.",
            ),
            "/reporting/bulletins",
        ),
        Step(
            Text(
                "没有落实的事项发督办单，限期回复；看回复，办结、退回或者升级。",
                "Issue supervision slips for what is left undone; settle what is answered, send it back, or raise it.",
            ),
            "/reporting/supervision",
        ),
        Step(FAILED, "/notifications/messages"),
    ),
    Role.STATION_STAFF: (
        Step(TO_DO, HOME.path),
        Step(SEARCH, "/registry/persons"),
        Step(
            Text(
                "核实服务室提交的登记申请：原件看过再同意，缺材料的退回补正。",
                "Verify registrations of the rooms: agree when you have seen the originals, return what is not whole.",
            ),
            "/registry/registrations",
        ),
        Step(
            Text("对类别认定申请签署意见。", "Give your opinion on applications for categories."),
            "/registry/categories",
        ),
        Step(DISPUTES, "/benefits/cases"),
        Step(
            Text(
                "17:30 前报送日报告：数字已统计好，不符的更改并写明原因；没有事项的报零报告。",
                "Hand in the daily report by 17:30: its numbers are counted; change what is not so, and say why. That "
                "nothing happened is reported as well.",
            ),
            "/reporting/daily",
        ),
        Step(FAILED, "/notifications/messages"),
    ),
    Role.ROOM_STAFF: (
        Step(TO_DO, HOME.path),
        Step(SEARCH, "/registry/persons"),
        Step(
            Text(
                "看被退回的登记申请，补正后重新提交。",
                "See which registrations were returned; complete them and hand them in anew.",
            ),
            "/registry/registrations",
        ),
        Step(
            Text(
                "走访时办年度确认，名单上是还没有确认的人。",
                "Confirm people on your rounds; the list has who is missing.",
            ),
            "/registry/unconfirmed",
        ),
        Step(
            Text(
                "看本服务室纠纷的进展，到期前提醒服务站办结。",
                "See how far your disputes are; remind the station in time.",
            ),
            "/benefits/cases",
        ),
        Step(
            Text(
                "16:00 前向服务站上报本室当日工作：数字已统计好，走访人数自己填；没有事项的报零报告。",
                "Hand your line in to the station by 16:00: its numbers are counted, visits are yours to fill in. That "
                "nothing happened is reported as well.",
            ),
            "/reporting/daily/rooms",
        ),
    ),
    Role.MEDIATOR: (
        Step(
            Text(
                "纠纷由服务室、服务站、服务中心立案，服务站、服务中心指派；调解后，把结果和协议交给承办的经办人，由其办结。",
                "Disputes are opened by room, station or centre, and assigned by the latter two; after the mediation "
                "give result and agreement to the clerk in charge, who records the outcome.",
            )
        ),
        Step(
            Text(
                "本人的授权和办过的事在“我的账号”。",
                "What you are granted, and what was done in your name, stands under your account.",
            ),
            SELF.path,
        ),
    ),
    Role.MERCHANT_CLERK: (
        Step(
            Text(
                "第一次登录后，请县服务中心登记为本店店员。",
                "After you signed in first, ask the county's centre to say whose clerk you are.",
            ),
            "/benefits/verify",
        ),
        Step(
            Text(
                "顾客出示优惠码的，在“优惠核验”输入，核对姓氏，填订单号和价格，“确认核销”；退货的，在该行“撤回”。",
                "Where somebody shows a code, type it under Verify a code, check the surname, give the order and the "
                "price, and redeem it; where goods come back, take it back in its row.",
            ),
            "/benefits/verify",
        ),
        Step(Text("看现行的优待项目。", "See which programmes are in force."), "/benefits/programmes"),
        Step(
            Text(
                "离开商户的，请通知县服务中心停用账号；不要把账号交给他人使用。",
                "When you leave, tell the county's centre to have the account disabled; hand it to nobody else.",
            ),
            SELF.path,
        ),
    ),
    Role.VETERAN: (
        Step(
            Text(
                "在“我的账号”看谁办理、查看过本人档案，申请认定类别并查看进展。",
                "See under your account who acted on your file or looked at it; apply for a category and see how far "
                "it has come.",
            ),
            SELF.path,
        ),
        Step(
            Text(
                "在“我的优待”看可享受的项目、依据、申请进展、待遇发放和本人的登记。",
                "See what you are entitled to and why, how your applications stand, what you were paid, and what is "
                "recorded of you.",
            ),
            "/benefits/mine",
        ),
        Step(
            Text(
                "在签有协议的商家，用“出示优惠码”取码，一分钟内给店员看。",
                "Where a merchant has an agreement, show a code to the clerk, within a minute.",
            ),
            "/benefits/mine",
        ),
        Step(Text("看现行的优待项目。", "See which programmes are in force."), "/benefits/programmes"),
        Step(
            Text(
                "信息有误，带证件到户口所在地的服务室、服务站或者县服务中心办理更正。",
                "If something about you is wrong, bring your papers to the room, station or centre where you are "
                "registered.",
            )
        ),
    ),
    Role.SUBSCRIBER: (
        Step(
            Text(
                "供其他系统的程序使用，不供人使用：凭登记的密钥取得令牌，从登记的地址访问。",
                "For programs of other systems, not for people: they get a token by their registered key, from their "
                "registered addresses.",
            )
        ),
        Step(
            Text(
                "密钥将到期或者来源地址有变的，请系统管理员登记新的，再停用原来的。",
                "Before a key ends or an address changes, have a system administrator register the new one, then end "
                "the old one.",
            ),
            SELF.path,
        ),
    ),
}
