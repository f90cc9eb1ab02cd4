"""What people call the topics that figures are learned from."""

from collections.abc import Mapping

from shared.language import Text

TOPICS: Mapping[str, Text] = {
    "registry.org-units": Text("服务网络", "the service network"),
    "registry.party-organisations": Text("党组织", "the Party organisations"),
    "registry.party-applications": Text("入党申请", "the applications to join the Party"),
    "registry.persons": Text("人员档案", "the persons' files"),
    "registry.social-roles": Text("社会职务", "the social roles"),
    "registry.volunteer-teams": Text("志愿者团队", "the volunteer teams"),
    "benefits.cases": Text("案件", "the cases"),
}
