"""What there is, and for whom: one table for all services, since each page shows the way to all others.

A test compares it with the routes: every entry leads to a page, and its permission is the one that page asks for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from shared.auth.permissions import HeldRoles, permission
from shared.auth.roles import Role
from shared.language import Named, Text

REGISTER = Text("登记", "Register")
SERVICE = Text("优待", "Services")
REPORTS = Text("统计", "Reports")
MESSAGES = Text("通知", "Messages")
RUNNING = Text("管理", "Administration")
GROUPS = (REGISTER, SERVICE, REPORTS, MESSAGES, RUNNING)
EVERYBODY = "accounts.own"
# Who a page comes from, for what each service has.
SERVICES = (
    Named("registry", "登记", "registry"),
    Named("benefits", "优待", "benefits"),
    Named("reporting", "统计", "reporting"),
    Named("notifications", "通知", "notifications"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """`permission` is that of the page, in `shared/auth/permissions.toml`; `short` its name at the bottom of a phone,
    where only entries that have one stand; `of_each`: each service has this page, and it shows the way to the others.
    """

    path: str
    text: Text
    group: Text
    permission: str
    short: Text | None = None
    of_each: bool = False

    def holds(self, path: str) -> bool:
        """Whether this is the place in the menu of the page there."""
        if self.of_each:
            path = "/".join(["", self.path.split("/")[1], *path.split("/")[2:]])
        return f"{path}/".startswith(f"{self.path}/")

    @property
    def roles(self) -> frozenset[Role]:
        return permission(self.permission).roles


# In the order shown, group by group.
MENU: tuple[Entry, ...] = (
    Entry("/registry/persons", Text("人员档案", "Persons"), REGISTER, "veterans.read", Text("档案", "Persons")),
    Entry("/registry/registrations", Text("登记审核", "Registrations"), REGISTER, "veterans.read"),
    Entry(
        "/registry/identity-corrections",
        Text("身份信息更正", "Corrections of identities"),
        REGISTER,
        "veterans.read",
    ),
    Entry("/registry/recipients", Text("优抚对象", "Recipients"), REGISTER, "recipients.read"),
    Entry("/registry/categories", Text("类别认定", "Categories"), REGISTER, "categories.read"),
    Entry("/registry/duplicates", Text("疑似重复", "Duplicates"), REGISTER, "duplicates.read"),
    Entry("/registry/unreported", Text("报到登记", "Reporting in"), REGISTER, "veterans.read"),
    Entry("/registry/unconfirmed", Text("年度确认", "Yearly confirmations"), REGISTER, "veterans.read"),
    Entry("/registry/archives", Text("纸质档案", "Paper files"), REGISTER, "veterans.read"),
    Entry("/registry/notices", Text("外部通报", "Notices"), REGISTER, "notices.read"),
    Entry("/registry/consents", Text("本人同意", "Consents"), REGISTER, "veterans.read"),
    Entry("/registry/data-requests", Text("个人信息权利请求", "Requests of persons"), REGISTER, "data-requests.read"),
    Entry("/registry/erasures", Text("个人信息删除", "Erasures"), REGISTER, "erasures.read"),
    Entry("/registry/imports", Text("批量导入", "Imports"), REGISTER, "imports.read"),
    Entry("/registry/network", Text("服务网络", "Service network"), REGISTER, "places.read"),
    Entry("/registry/party", Text("党组织", "Party organisations"), REGISTER, "places.read"),
    Entry("/registry/roles", Text("社会身份", "Social roles"), REGISTER, "social-roles.read"),
    Entry("/registry/contributions", Text("贡献登记", "Contributions"), REGISTER, "contributions.read"),
    Entry("/registry/teams", Text("志愿者团队", "Volunteer teams"), REGISTER, "volunteer-teams.read"),
    Entry("/registry/books", Text("工作台账", "Books of work"), REGISTER, "county-work.read"),
    Entry("/registry/working-days", Text("工作日", "Working days"), REGISTER, "working-days.read"),
    Entry("/benefits/cases", Text("矛盾纠纷", "Disputes"), SERVICE, "cases.read", Text("纠纷", "Disputes")),
    Entry("/benefits/applications", Text("优待申请", "Applications"), SERVICE, "applications.read"),
    Entry("/benefits/awards", Text("评选表彰", "Awards"), SERVICE, "awards.read"),
    Entry("/benefits/health-checks", Text("健康体检", "Health checks"), SERVICE, "health-checks.read"),
    Entry("/benefits/verify", Text("优惠核验", "Verify"), SERVICE, "redemptions.verify", Text("核验", "Verify")),
    Entry("/benefits/discounts", Text("优惠商家", "Discounts"), SERVICE, "merchants.see-discounts"),
    Entry("/benefits/merchants", Text("商家优惠", "Merchants"), SERVICE, "merchants.read"),
    Entry("/benefits/redemptions", Text("优惠核销", "Redemptions"), SERVICE, "redemptions.read"),
    Entry("/benefits/training", Text("技能培训", "Skills training"), SERVICE, "training.read"),
    Entry("/benefits/jobs", Text("就业服务", "Jobs"), SERVICE, "jobs.read"),
    Entry("/benefits/mine", Text("我的优待", "My entitlements"), SERVICE, "entitlements.own", Text("优待", "Mine")),
    Entry("/benefits/payments/entitlements", Text("待遇发放", "Payments"), SERVICE, "payments.read"),
    Entry("/benefits/visits", Text("走访慰问", "Visits"), SERVICE, "visits.read"),
    Entry("/benefits/cards", Text("优待证", "Cards"), SERVICE, "cards.read"),
    Entry("/benefits/honour-plates", Text("光荣牌", "Honour plates"), SERVICE, "honour-plates.read"),
    Entry("/benefits/merit-bulletins", Text("立功喜报", "Merit bulletins"), SERVICE, "merit-bulletins.read"),
    Entry("/benefits/programmes", Text("优待项目", "Programmes"), SERVICE, "programmes.read"),
    Entry("/reporting/county", Text("数据指标", "Figures"), REPORTS, "figures.read", Text("数据", "Figures")),
    Entry("/reporting/daily", Text("日报告", "Daily reports"), REPORTS, "daily-reports.read"),
    Entry("/reporting/daily/rooms", Text("服务室日报", "Lines of rooms"), REPORTS, "room-lines.read"),
    Entry("/reporting/daily/hours", Text("报送时限", "Hours of reports"), REPORTS, "report-hours.read"),
    Entry("/reporting/daily/lines", Text("日报告项目", "Lines of reports"), REPORTS, "report-lines.read"),
    Entry("/reporting/bulletins", Text("旬通报", "Ten-day bulletins"), REPORTS, "bulletins.read"),
    Entry("/reporting/briefings", Text("简报", "Briefing notes"), REPORTS, "briefings.read"),
    Entry("/reporting/dispatches", Text("周调度", "Weekly dispatches"), REPORTS, "dispatches.read"),
    Entry("/reporting/supervision", Text("督办单", "Supervision"), REPORTS, "supervision.read"),
    Entry("/reporting/rankings", Text("考评排名", "Rankings"), REPORTS, "rankings.read"),
    Entry("/reporting/scores", Text("考评打分", "Scores"), REPORTS, "scores.read"),
    Entry("/reporting/schemes", Text("考评办法", "Schemes of assessment"), REPORTS, "schemes.read"),
    Entry("/reporting/paper-forms", Text("文书式样", "Forms of papers"), REPORTS, "paper-forms.read"),
    Entry("/notifications/messages", Text("告知记录", "Messages"), MESSAGES, "messages.follow"),
    Entry("/registry/accounts", Text("账号管理", "Accounts"), RUNNING, "accounts.read", Text("账号", "Accounts")),
    Entry("/registry/grants", Text("授权管理", "Grants"), RUNNING, "grants.read", Text("授权", "Grants")),
    Entry("/registry/subscribers", Text("订阅系统", "Subscribers"), RUNNING, "subscribers.read"),
    Entry("/notifications/webhooks", Text("事件推送", "Webhooks"), RUNNING, "webhooks.read"),
    Entry("/status", Text("系统状态", "System status"), RUNNING, "operations.see-status"),
    Entry(
        "/registry/running",
        Text("运行情况", "How it runs"),
        RUNNING,
        "operations.read",
        Text("运行", "Running"),
        of_each=True,
    ),
    Entry("/benefits/parked", Text("搁置的事件", "Parked events"), RUNNING, "operations.read", of_each=True),
    Entry("/registry/audit", Text("审计日志", "Audit"), RUNNING, "audit.read", of_each=True),
    Entry("/registry/disclosures", Text("查看记录", "Who saw what"), RUNNING, "audit.read"),
)

HOME = Entry("/", Text("待办", "To do"), REGISTER, EVERYBODY, Text("待办", "To do"))
SELF = Entry("/me", Text("我的", "My account"), RUNNING, EVERYBODY, Text("我的", "Me"))
SHORT_COUNT = 5


@lru_cache(maxsize=64)  # of what is held; the table stands still
def groups_for(held: HeldRoles) -> Sequence[tuple[Text, Sequence[Entry]]]:
    """The groups of the menu with what this reader may open; none that is empty."""
    shown = [entry for entry in MENU if held.may(permission(entry.permission))]
    return tuple((group, tuple(entries)) for group, entries in groupby(shown, key=lambda entry: entry.group))


@lru_cache(maxsize=64)
def short_for(held: HeldRoles) -> Sequence[Entry]:
    """At most five for the bottom of a phone: what is to do first, the account last."""
    between = [entry for entry in MENU if entry.short and held.may(permission(entry.permission))]
    return (HOME, *between[: SHORT_COUNT - 2], SELF)
