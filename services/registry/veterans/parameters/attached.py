"""What is attached about a person, by the name under which it is recorded that somebody saw it (`attachments`)."""

from collections.abc import Mapping

from shared.language import Text

ATTACHED: Mapping[str, Text] = {
    "attachment_photograph": Text("照片", "Photograph"),
    "attachment_registration": Text("登记证明材料", "Evidence of the registration"),
    "attachment_identity_correction": Text("身份信息更正证明材料", "Evidence of a correction of the identity"),
    "attachment_death": Text("死亡证明材料", "Evidence of a death"),
    "attachment_deregistration": Text("注销登记证明材料", "Evidence of a deregistration"),
    "attachment_relocation": Text("户籍、常住地迁移证明材料", "Evidence of a move within the county"),
    "attachment_transfer": Text("迁出迁入证明材料", "Evidence of a move to another county or from one"),
    "attachment_report_in": Text("报到证明材料", "Evidence of having reported in"),
    "attachment_confirmation": Text("年度确认材料", "Evidence of a yearly confirmation"),
    "attachment_category": Text("类别认定证明材料", "Evidence of a category"),
    "attachment_family": Text("亲属关系证明材料", "Evidence of a family relation"),
    "attachment_proxy": Text("代办授权材料", "Evidence of a proxy's authority"),
    "attachment_consent": Text("同意书", "The consent as it was given"),
    "attachment_contribution": Text("贡献证明材料", "Evidence of a contribution"),
    "attachment_data_request": Text(
        "个人信息权利请求及答复材料", "A request about personal information and its answer"
    ),
    # Of units: nobody's.
    "attachment_book_entry": Text("佐证材料", "Evidence"),
    "attachment_branch_record": Text("组织生活佐证材料", "Evidence of branch life"),
}
