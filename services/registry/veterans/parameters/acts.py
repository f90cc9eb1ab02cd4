"""What the acts in a file's story are called: the actions of its audit rows that people are told of."""

from collections.abc import Mapping

from shared.language import Text

ACTS: Mapping[str, Text] = {
    "register-veteran": Text("提交登记或者登记建档", "registered, or handed in to be"),
    "hand-in-anew": Text("修改后重新提交登记", "the registration handed in anew"),
    "give-opinion": Text("提出登记审核意见", "an opinion given on the registration"),
    "disclose-fields": Text("查看完整信息", "seen in clear"),
    "disclose-recipient": Text("查看完整信息", "seen in clear"),
    "disclose-notice": Text("查看外部通报中的完整信息", "seen in clear, in another system's notice"),
    "correct-field": Text("更正信息", "a field corrected"),
    "propose-identity-correction": Text("提出身份信息更正", "a correction of the identity proposed"),
    "propose-listed-correction": Text("按名册提出身份信息更正", "a correction of the identity proposed by a list"),
    "confirm-identity-correction": Text("更正身份信息", "the identity corrected"),
    "refuse-identity-correction": Text("驳回身份信息更正", "a correction of the identity refused"),
    "withdraw-identity-correction": Text("撤回身份信息更正", "a correction of the identity withdrawn"),
    "record-death": Text("登记死亡", "a death recorded"),
    "confirm-notice": Text("据外部通报登记死亡", "a death recorded on a notice of another system"),
    "revoke-death-record": Text("撤销死亡登记", "the record of a death revoked"),
    "deregister-veteran": Text("注销登记", "deregistered"),
    "revoke-deregistration": Text("撤销注销登记", "the deregistration revoked"),
    "record-relation": Text("登记家庭成员", "a relative recorded"),
    "correct-relation": Text("更正亲属关系", "a family relation corrected"),
    "end-relation": Text("终止亲属关系", "a family relation ended"),
    "propose-companion-correction": Text(
        "提出家属、代办人身份信息更正", "a correction of the identity of a relative or proxy proposed"
    ),
    "confirm-companion-correction": Text("更正家属、代办人身份信息", "the identity of a relative or proxy corrected"),
    "refuse-companion-correction": Text(
        "驳回家属、代办人身份信息更正", "a correction of the identity of a relative or proxy refused"
    ),
    "withdraw-companion-correction": Text(
        "撤回家属、代办人身份信息更正", "a correction of the identity of a relative or proxy withdrawn"
    ),
    "revoke-relation": Text("撤销亲属关系登记", "the record of a family relation revoked"),
    "apply-for-category": Text("申请认定类别", "a category applied for"),
    "apply-for-own-category": Text("本人申请认定类别", "a category applied for by the person"),
    "withdraw-own-category-application": Text("本人撤回类别认定申请", "an application given up by the person"),
    "give-category-opinion": Text("提出类别认定意见", "an opinion given on a category"),
    "withdraw-category-application": Text("撤回类别认定申请", "an application for a category withdrawn"),
    "change-category": Text("变更类别认定", "a category changed"),
    "correct-category": Text("更正类别认定", "a category corrected"),
    "open-category": Text("查看类别", "a category seen"),
    "record-report-in": Text("登记报到", "reporting in recorded"),
    "correct-report-in": Text("更正、补充报到登记", "the record of reporting in corrected"),
    "revoke-report-in": Text("撤销报到登记", "the record of reporting in revoked"),
    "record-confirmation": Text("登记年度确认", "a yearly confirmation recorded"),
    "record-missed": Text("登记年度未确认", "a year without confirmation recorded"),
    "revoke-confirmation": Text("撤销年度确认登记", "the record of a yearly confirmation revoked"),
    "check-archive": Text("核对档案材料", "the papers of the file checked"),
    "attach": Text("添加照片、证明材料", "a photograph, or evidence attached"),
    "withdraw-attachment": Text("撤回附件", "an attachment withdrawn"),
    "disclose-attachment": Text("查看照片、证明材料", "a photograph, or evidence seen"),
    "authorise-proxy": Text("登记代办人", "a proxy authorised"),
    "correct-proxy": Text("更正代办授权", "the authority of a proxy corrected"),
    "revoke-proxy": Text("撤销代办授权", "the authority of a proxy revoked"),
    "record-relocation": Text("登记迁移", "a move recorded"),
    "revoke-relocation": Text("撤销迁移登记", "the record of a move revoked"),
    "record-consent": Text("登记同意", "a consent recorded"),
    "withdraw-consent": Text("撤回同意", "a consent ended"),
    "open-request": Text("登记个人信息权利请求", "a request of the person recorded"),
    "close-request": Text("答复个人信息权利请求", "a request of the person answered"),
    "propose-erasure": Text("提出删除个人信息", "an erasure proposed"),
    "confirm-erasure": Text("删除个人信息", "the person erased"),
    "refuse-erasure": Text("驳回删除个人信息", "an erasure refused"),
    "withdraw-erasure": Text("撤回删除个人信息", "an erasure withdrawn"),
    "repeat-erasure": Text("恢复数据库后重新删除个人信息", "the person erased again after a restore"),
    "start-transfer-out": Text("办理迁出", "a move to another county started"),
    "complete-transfer-out": Text("完成迁出", "the move completed"),
    "take-in": Text("登记迁入", "a move from another county recorded"),
    "revoke-transfer": Text("撤销迁出或迁入", "a move between counties revoked"),
    "verify-mobile": Text("核实手机号", "the mobile number verified"),
    "withdraw-verification": Text("撤销手机号核实", "the verification of the number taken back"),
    "record-recipient": Text("登记优抚对象", "recorded as a recipient"),
    "move-recipient": Text("变更负责机构", "another unit made responsible"),
    "end-recipient": Text("终止优抚对象登记", "the record of the recipient ended"),
    "revoke-recipient-end": Text("撤销终止优抚对象登记", "the end of the recipient's record revoked"),
    "assume-role": Text("登记社会身份", "a social role recorded"),
    "end-role": Text("终止社会身份", "a social role ended"),
}

# What the person himself is told of besides.
TOLD_TO_THE_PERSON: Mapping[str, Text] = {
    **ACTS,
    "see-photograph": Text("查看照片缩略图", "the photograph seen, small"),
    "get-veteran": Text("查看档案", "the file asked for"),
    "open-self-account": Text("开立本人账号", "the person's own account opened"),
    "reissue-self-activation": Text("重新签发激活单", "a slip for the person's own account"),
}
