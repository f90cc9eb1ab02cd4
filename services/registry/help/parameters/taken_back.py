"""What is taken back."""

from services.registry.help.parameters.mistake import BACK, Mistake
from shared.language import Text
from shared.web.menu import SELF

PERSONS = "/registry/persons"
MISTAKES: tuple[Mistake, ...] = (
    Mistake(
        BACK,
        "veterans.propose-identity",
        "veterans.propose-identity",
        "/registry/identity-corrections",
        Text("本人提出的身份信息更正不办了", "a correction of an identity that you proposed"),
        Text("确认以前，“撤回”；确认以后，再提出一次更正。", "Withdraw it before it is confirmed; correct it after."),
    ),
    Mistake(
        BACK,
        "categories.apply",
        "categories.apply",
        "/registry/categories",
        Text("类别认定申请不办了", "an application for a category"),
        Text("认定以前，打开该申请，“撤回申请”。", "Before it is decided on, open it and withdraw it."),
    ),
    Mistake(
        BACK,
        "categories.apply-own",
        "categories.apply-own",
        SELF.path,
        Text("本人的类别认定申请不办了", "your own application for a category"),
        Text("认定以前，在“我的账号”撤回。", "Withdraw it under your account before it is decided on."),
    ),
    Mistake(
        BACK,
        "recipients.keep",
        "recipients.revoke",
        "/registry/recipients",
        Text("优抚对象不该终止而终止", "the record of a recipient was ended by mistake"),
        Text("打开该对象，撤销终止登记。", "Open it and revoke the end."),
    ),
    Mistake(
        BACK,
        "veterans.deregister",
        "veterans.revoke-deregistration",
        PERSONS,
        Text("不该注销而注销", "somebody was deregistered by mistake"),
        Text("档案 → 撤销注销登记。", "File → revoke the deregistration."),
    ),
    Mistake(
        BACK,
        "notices.settle",
        "notices.settle",
        "/registry/notices",
        Text("通报办结错了", "a notice was settled wrongly"),
        Text("打开该通报，“重新打开”。", "Open it again."),
    ),
    Mistake(
        BACK,
        "consents.keep",
        "consents.keep",
        "/registry/consents",
        Text("本人撤回同意，或者登记错了", "a consent is withdrawn, or was recorded wrongly"),
        Text("找到该项同意，“撤回”。", "Find it and withdraw it."),
    ),
    Mistake(
        BACK,
        "proxies.keep",
        "proxies.keep",
        PERSONS,
        Text("代办授权不再有效，或者登记错了", "a proxy acts no more, or was recorded wrongly"),
        Text("档案 → 代办人 → “撤销”。", "File → proxies: revoke it."),
    ),
    Mistake(
        BACK,
        "social-roles.assume",
        "social-roles.end",
        "/registry/roles",
        Text("已经卸任", "a social role is over"),
        Text("社会身份 → 打开该任职，“终止”。", "Social roles: open the term and end it."),
    ),
    Mistake(
        BACK,
        "social-roles.assume",
        "social-roles.correct",
        "/registry/roles",
        Text("任职登错，或者不该终止而终止", "a social role is wrong, or was ended by mistake"),
        Text(
            "社会身份 → 打开该任职，“更正”“撤销终止”或者“撤销登记”。",
            "Social roles: open the term; correct it, take its end back, or all of it.",
        ),
    ),
    Mistake(
        BACK,
        "contributions.keep",
        "contributions.keep",
        "/registry/contributions",
        Text("贡献登错", "a contribution is wrong"),
        Text("贡献登记 → 打开该项，“更正”或者“撤销登记”。", "Contributions: open it; correct it, or take it back."),
    ),
    Mistake(
        BACK,
        "volunteer-teams.keep",
        "volunteer-teams.keep",
        "/registry/teams",
        Text("志愿者团队、成员或活动登错", "a team, a member or an activity is wrong"),
        Text("志愿者团队 → 打开该团队或活动，“更正”或者“撤销登记”。", "Teams: open it; correct it, or take it back."),
    ),
    Mistake(
        BACK,
        "erasures.propose",
        "erasures.propose",
        "/registry/erasures",
        Text("提出的个人信息删除不办了", "an erasure that you proposed"),
        Text(
            "确认以前，“撤回”。确认以后不能恢复，请务必看清。",
            "Withdraw it before it is confirmed. Afterwards nothing brings it back.",
        ),
    ),
    Mistake(
        BACK,
        "veterans.confirm-identity",
        "veterans.propose-identity",
        "/registry/identity-corrections",
        Text("身份信息更正确认错了", "a correction of an identity was confirmed wrongly"),
        Text(
            "再提出一次更正，由另一人确认；原来的两次都留在档案变动记录里。",
            "Have it corrected once more, by two persons; both stay in the story of the file.",
        ),
    ),
)
