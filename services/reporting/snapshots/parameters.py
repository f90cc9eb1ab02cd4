"""What people call the topics that figures are learned from."""

from collections.abc import Mapping

from shared.language import Text

TOPICS: Mapping[str, Text] = {
    "registry.org-units": Text("服务网络", "the service network"),
    "registry.party-organisations": Text("党组织", "the Party organisations"),
    "registry.party-applications": Text("入党申请", "the applications to join the Party"),
    "registry.persons": Text("人员档案", "the persons' files"),
    "registry.social-roles": Text("社会职务", "the social roles"),
    "registry.party-memberships": Text("党员组织关系", "formal Party membership"),
    "registry.volunteer-teams": Text("志愿者团队", "the volunteer teams"),
    "registry.county-bodies": Text("县级机构", "county bodies"),
    "registry.meetings": Text("会议、现场办公、考察", "meetings, on-site sessions and study visits"),
    "registry.staff": Text("人员配备", "staff"),
    "registry.facilities": Text("阵地", "venues"),
    "registry.standards": Text("规范化建设", "standards of units"),
    "benefits.checks": Text("健康体检", "health checks"),
    "benefits.merchants": Text("商家优惠协议", "agreements with merchants"),
    "benefits.trained-persons": Text("已培训人员", "the persons who were trained"),
    "benefits.cases": Text("案件", "the cases"),
}
