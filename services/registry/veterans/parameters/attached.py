"""What is attached about a person, by the name under which it is recorded that somebody saw it (`attachments`)."""

from collections.abc import Mapping

from shared.language import Text

ATTACHED: Mapping[str, Text] = {
    "attachment_photograph": Text("照片", "Photograph"),
    "attachment_registration": Text("登记证明材料", "Evidence of the registration"),
    "attachment_identity_correction": Text("身份信息更正证明材料", "Evidence of a correction of the identity"),
    "attachment_death": Text("死亡证明材料", "Evidence of a death"),
    "attachment_deregistration": Text("注销登记证明材料", "Evidence of a deregistration"),
}
