"""What may be subscribed to in words, for how long, how it is read, and how a proposal ends."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.events.contract import PiiClass, Published
from shared.events.offered import OFFERED, has_place
from shared.events.privacy_codes import SUBSCRIPTION_DOOR
from shared.language import Named, Text
from shared.rule import Limit

CONFIRMED, REFUSED = "confirmed", "refused"
KAFKA, HTTP, WEBHOOK = "kafka", "http", "webhook"
DOORS: Mapping[str, Named] = SUBSCRIPTION_DOOR.by_code()
LONGEST = Limit(366, "subscription-days", "the county's own: after it somebody asks again whether it is still needed")

TOPICS: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named("registry.org-units", "服务机构", "units"),
        Named("registry.party-organisations", "党组织", "Party organisations"),
        Named("registry.party-applications", "入党申请", "applications to join the Party"),
        Named("registry.party-memberships", "党员组织关系", "formal Party membership"),
        Named("registry.party-affiliations", "党员参加的党组织", "Party organisations taken part in"),
        Named("registry.party-membership-transfers", "组织关系介绍信", "letters of transfer"),
        Named("registry.branch-records", "组织生活", "branch life"),
        Named("registry.branch-overdue", "组织生活逾期", "branch life overdue"),
        Named("registry.persons", "人员档案", "persons' files"),
        Named("registry.social-roles", "社会任职", "social roles"),
        Named("registry.volunteer-teams", "志愿者团队", "volunteer teams"),
        Named("registry.contributions", "贡献", "contributions"),
        Named("registry.contact-points", "联系方式", "contact points"),
        Named("registry.annual-confirmations", "年度确认", "annual confirmations"),
        Named("registry.archives", "纸质档案", "paper files"),
        Named("registry.consents", "同意", "consents"),
        Named("registry.data-requests", "个人信息请求", "requests about personal data"),
        Named("registry.duplicates", "疑似重复档案", "files that may be one person's"),
        Named("registry.family-relations", "家庭关系", "families"),
        Named("registry.proxies", "代办", "proxies"),
        Named("registry.recipients", "其他优抚对象", "recipients without a file"),
        Named("registry.age-milestones", "到龄", "ages reached"),
        Named("registry.break-glass", "紧急授权", "emergency access"),
        Named("registry.access-log", "敏感信息查阅", "views of sensitive records"),
        Named("registry.county-bodies", "县级机构", "county bodies"),
        Named("registry.meetings", "会议、现场办公、考察", "meetings, on-site sessions, study visits"),
        Named("registry.staff", "人员配备", "staff"),
        Named("registry.facilities", "阵地", "venues"),
        Named("registry.standards", "规范化建设", "standards of units"),
        Named("benefits.programmes", "优待项目", "programmes"),
        Named("benefits.merchants", "商家优惠协议", "agreements with merchants"),
        Named("benefits.discount-codes", "优惠码核验", "codes verified by merchants"),
        Named("benefits.redemptions", "优惠核销", "discounts at merchants'"),
        Named("benefits.awards", "评选表彰", "selections and awards"),
        Named("benefits.jobs", "就业服务", "jobs"),
        Named("benefits.job-pushes", "岗位推送", "postings put together for persons"),
        Named("benefits.trained-persons", "已培训人员", "persons who were trained"),
        Named("benefits.training", "技能培训", "skills training"),
        Named("benefits.plates", "光荣牌", "honour plates"),
        Named("benefits.merits", "立功喜报", "merit bulletins"),
        Named("benefits.cases", "诉求与纠纷", "cases"),
        Named("reporting.bulletins", "旬通报", "ten-day bulletins"),
        Named("reporting.snapshots", "统计快照", "snapshots of figures"),
        Named("reporting.assessment-schemes", "考评办法", "schemes of assessment"),
        Named("notifications.deliveries", "通知", "notifications"),
    )
}
"""What the events of a topic are about."""

TOGETHER: Mapping[str, Text] = {
    "registry.persons": Text(
        "要与本县的人员保持一致，请选此组全部：建档、变更、迁移、死亡、注销、合并、清除及其撤销都在其中。",
        "To hold the same persons as the county, take the whole group: it has registration, changes, moves, deaths,"
        " deregistration, mergers, erasure, and what revokes them.",
    ),
}
"""What a reader would miss who takes a part of it."""


@dataclass(frozen=True, slots=True)
class Choice(Named):
    """A type that is offered. `is_placed`: it can be subscribed to for some units alone."""

    pii: PiiClass
    is_placed: bool


@dataclass(frozen=True, slots=True)
class Group(Named):
    """A topic with its types; its name stands for all of them."""

    pii: PiiClass
    choices: tuple[Choice, ...]


def _choice(entry: Published) -> Choice:
    """Its summary is the contract's own, where code is marked as in a document."""
    zh, en = (text.replace("`", "") for text in (entry.summary.zh, entry.summary.en))
    return Choice(entry.name, f"{zh}（{entry.name}）", f"{en} ({entry.name})", entry.pii, has_place(entry))


GROUPS: tuple[Group, ...] = tuple(
    Group(name, TOPICS[name].zh, TOPICS[name].en, topic.pii, tuple(map(_choice, topic.types)))
    for name, topic in OFFERED.items()
)
CHOICES: Mapping[str, Named] = {each.code: each for group in GROUPS for each in group.choices}
"""The types that are offered, in words, those of a topic one after the other."""

WORDS: Mapping[str, Named] = {**CHOICES, **DOORS}

OUTCOMES: Mapping[str, Named] = {
    each.code: each
    for each in (
        Named(CONFIRMED, "已确认", "confirmed"),
        Named(REFUSED, "已驳回", "refused"),
        Named("withdrawn", "已撤回", "withdrawn"),
    )
}
