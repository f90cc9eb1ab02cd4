"""What social roles are called (`RoleKind`)."""

from shared.language import Named

ROLE_KINDS = (
    Named("mediator", "矛盾纠纷调解员", "mediator"),
    Named("village-reserve-cadre", "村级后备干部", "village reserve cadre"),
    Named("village-two-committees", "村级“两委”成员", "member of the village two committees"),
    Named("entrepreneur", "自主创业者", "entrepreneur"),
)
ROLE_KIND = {kind.code: kind for kind in ROLE_KINDS}
