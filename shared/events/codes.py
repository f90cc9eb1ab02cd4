"""Code lists: the words that a field of a contract may hold where a county, or a later version, may add some.

A contract fixes the form of such a field, its list stands beside the schemas in both languages (`code_lists/`) and may
grow inside a major version. A reader keeps a word that it does not know, and what it does for certain words it does not
do for that one. Who publishes a fact takes its words from the list.

    kind: Annotated[str, HOST_KIND.field("what the unit is set up in · 依托单位类别")]
"""

from shared.events.award_codes import LISTS_OF_AWARDS
from shared.events.benefit_codes import LISTS_OF_BENEFITS
from shared.events.card_codes import LISTS_OF_CARDS
from shared.events.category_codes import LISTS_OF_CATEGORIES
from shared.events.code_list import CodeList
from shared.events.county_codes import LISTS_OF_COUNTY_WORK
from shared.events.honour_codes import LISTS_OF_HONOURS
from shared.events.merchant_codes import LISTS_OF_MERCHANTS
from shared.events.party_codes import LISTS_OF_PARTY
from shared.events.person_codes import LISTS_OF_PERSONS
from shared.events.privacy_codes import LISTS_OF_PRIVACY
from shared.events.reporting_codes import LISTS_OF_REPORTING
from shared.events.service_codes import LISTS_OF_SERVICE
from shared.events.visit_codes import LISTS_OF_VISITS
from shared.events.work_codes import LISTS_OF_WORK
from shared.language import Named

ORG_UNIT_KIND = CodeList(
    "org-unit-kind", "服务机构层级", "levels of the service network",
    (
        Named("centre", "服务中心", "service centre"),
        Named("station", "服务站", "service station"),
        Named("room", "服务室", "service room"),
    ),
)  # fmt: skip
HOST_KIND = CodeList(
    "host-kind", "服务机构的依托单位类别", "what service organisations are set up in",
    (
        Named("county", "县", "county"),
        Named("township", "乡镇、街道", "township or subdistrict"),
        Named("county-direct-unit", "县直单位", "county-direct unit"),
        Named("village", "村、社区", "village or community"),
    ),
)  # fmt: skip
SOCIAL_ROLE_KIND = CodeList(
    "social-role-kind", "社会身份", "social roles",
    (
        Named("mediator", "矛盾纠纷调解员", "mediator"),
        Named("village-reserve-cadre", "村级后备干部", "village reserve cadre"),
        Named("village-two-committees", "村级“两委”成员", "member of the village two committees"),
        Named("entrepreneur", "自主创业者", "entrepreneur"),
    ),
)  # fmt: skip
REGISTRATION_CHANNEL = CodeList(
    "registration-channel", "登记渠道", "doors by which files come in",
    (Named("counter", "窗口登记", "at the counter"), Named("import", "批量导入", "by an imported list")),
)  # fmt: skip
APPROVAL_OUTCOME = CodeList(
    "approval-outcome", "审核意见", "what a level says that is asked for its opinion",
    (
        Named("agree", "同意", "agrees"),
        Named("refuse", "不同意", "refuses"),
        Named("supplement", "退回补正", "returns it to be supplemented"),
    ),
)  # fmt: skip
REGISTRATION_RETURN_REASON = CodeList(
    "registration-return-reason", "登记退回补正或不予登记的原因", "why registrations are returned or refused",
    (
        Named("evidence-missing", "缺少证明材料", "a document is missing"),
        Named("evidence-unclear", "证明材料不清晰，无法核对", "a document cannot be read or checked"),
        Named("details-differ", "填写内容与证明材料不一致", "the form says otherwise than the documents"),
        Named("wrong-unit", "应由其他服务机构登记", "another unit is responsible"),
        Named("not-a-veteran", "不属于退役军人", "not a veteran"),
        Named("false-evidence", "证明材料不真实", "a document is not true"),
        Named("domicile-elsewhere", "户籍不在本县", "the domicile lies outside the county"),
    ),
)  # fmt: skip
IDENTITY_KIND = CodeList(
    "identity-kind", "身份信息项目", "what of an identity is corrected",
    (
        Named("id-number", "身份证号", "identity number"),
        Named("name", "姓名", "name"),
        Named("birth-date", "所填出生日期", "date of birth as stated"),
    ),
)  # fmt: skip
CORRECTION_EVIDENCE = CodeList(
    "correction-evidence", "更正身份信息的证明材料", "what corrections of an identity rest on",
    (
        Named("identity-card", "居民身份证", "identity card"),
        Named("household-register", "户口簿", "household register"),
        Named("police-certificate", "公安机关证明", "certificate of the public security"),
        Named("personal-file", "人事档案", "personal file"),
        Named("discharge-certificate", "退役证件", "discharge certificate"),
        Named("court-ruling", "法院裁判文书", "ruling of a court"),
        Named("registration-form", "原登记表", "original registration form"),
    ),
)  # fmt: skip
DEATH_SOURCE = CodeList(
    "death-source", "死亡登记的依据", "what records of deaths rest on",
    (
        Named("medical-certificate", "居民死亡医学证明", "medical certificate of death"),
        Named("household-cancellation", "户口注销证明", "cancellation of household registration"),
        Named("cremation-certificate", "火化证明", "certificate of cremation"),
        Named("court-declaration", "法院宣告死亡判决", "a court's declaration of death"),
        Named("village-certificate", "村（社区）证明", "certificate of the village or community"),
    ),
)  # fmt: skip
DEATH_REVOCATION_REASON = CodeList(
    "death-revocation-reason", "撤销死亡登记的原因", "why records of deaths are revoked",
    (
        Named("another-person", "登记对象有误", "it was another person's death"),
        Named("wrong-date", "死亡日期有误，另行登记", "the date was wrong; recorded anew"),
        Named("unfounded", "证明材料不实", "the document was not true"),
        Named("court-revocation", "法院撤销死亡宣告", "a court revoked its declaration"),
    ),
)  # fmt: skip
DEREGISTRATION_REASON = CodeList(
    "deregistration-reason", "注销登记的原因", "why registrations are void from the start",
    (
        Named("not-a-veteran", "经核实不是退役军人", "found to be no veteran"),
        Named("false-evidence", "证明材料虚假", "the evidence was false"),
        Named("entered-by-mistake", "误登记", "entered by mistake"),
    ),
)  # fmt: skip
DEREGISTRATION_REVOCATION_REASON = CodeList(
    "deregistration-revocation-reason", "撤销注销的原因", "why deregistrations are revoked",
    (
        Named("another-person", "注销对象有误", "it was another person's"),
        Named("evidence-found", "补充材料已核实", "evidence was found since"),
        Named("decision-set-aside", "复议或诉讼撤销原决定", "set aside on review or by a court"),
    ),
)  # fmt: skip
DUPLICATE_GROUND = CodeList(
    "duplicate-ground", "疑似重复的依据", "why two files may be one person's",
    (
        Named("legacy-number", "身份证号的15位形式相同", "numbers alike in their form of 15 digits"),
        Named("name", "姓名相同", "the same name"),
        Named("name-reading", "姓名读音相同", "names that sound alike"),
        Named("birth-date", "出生日期相同", "the same date of birth"),
        Named("domicile", "户籍地相同", "the same domicile"),
        Named("enlisted-on", "入伍年月相同", "enlisted in the same month"),
        Named("discharged-on", "退役年月相同", "discharged in the same month"),
        Named("discharge-certificate", "退役证件号相同", "the same discharge certificate"),
        Named("reported", "工作人员发现", "noticed by somebody"),
    ),
)  # fmt: skip
DUPLICATE_DIFFERENCE = CodeList(
    "duplicate-difference", "认定为两人的依据", "how it was made sure that two files are two persons'",
    (
        Named("identity-documents", "核对身份证件，确为两人", "their identity documents"),
        Named("met-both", "当面核实，确为两人", "both were met"),
        Named("household-register", "核对户籍登记，确为两人", "the household register"),
        Named("service-archive", "核对服役档案，确为两人", "their archives of service"),
    ),
)  # fmt: skip
MERGE_REASON = CodeList(
    "merge-reason", "合并档案的原因", "why files are merged",
    (
        Named("registered-twice", "同一人重复建档", "one person was registered twice"),
        Named("mistyped-number", "身份证号误填，另建档案", "a number was mistyped, so that another file was opened"),
        Named("former-number", "身份证号更换前后各建一份", "one file under the former number, one under the present"),
    ),
)  # fmt: skip
UNMERGE_REASON = CodeList(
    "unmerge-reason", "撤销合并的原因", "why merges are undone",
    (
        Named("two-persons", "经查确为两人", "found to be two persons"),
        Named("wrong-survivor", "保留的档案选择有误", "the wrong file went on"),
    ),
)  # fmt: skip
DISCLOSURE_PURPOSE = CodeList(
    "disclosure-purpose", "查看完整信息的用途", "what sensitive fields are seen for",
    (
        Named("identity-verification", "身份核实", "verifying identity"),
        Named("benefit-handling", "待遇办理", "handling a benefit"),
        Named("home-visit", "走访慰问", "a visit"),
        Named("hardship-aid", "困难帮扶", "hardship aid"),
        Named("case-handling", "矛盾纠纷与信访办理", "handling a dispute or petition"),
        Named("data-correction", "信息核对更正", "checking and correcting the file"),
        Named("request-of-the-person", "本人申请查阅", "the person asked for it"),
        Named("emergency", "紧急情况", "an emergency"),
        Named("notification", "通知本人", "telling the person something"),
    ),
)  # fmt: skip
SESSION_END_CAUSE = CodeList(
    "session-end-cause", "登录终止的原因", "why all sessions of an account end",
    (
        Named("password-changed", "修改密码", "the password was changed"),
        Named("reset", "重置密码", "the password was reset"),
        Named("disabled", "停用账号", "the account was disabled"),
        Named("signed-out", "本人退出全部登录", "the holder signed out everywhere"),
        Named("second-factor-removed", "解除动态验证码", "the second factor was removed"),
        Named("binding-ended", "解除外部登录绑定", "the binding to an external issuer was ended"),
        Named("enabled", "重新启用账号", "the account was enabled again"),
    ),
)  # fmt: skip
CASE_KIND = CodeList(
    "case-kind", "案件类别", "kinds of cases",
    (
        Named("dispute", "矛盾纠纷", "dispute"),
        Named("petition", "信访", "petition"),
        Named("rights", "维权", "protection of rights"),
        Named("legal-aid", "法律援助", "legal aid"),
    ),
)  # fmt: skip
CASE_OUTCOME = CodeList(
    "case-outcome", "案件结果", "how cases are resolved",
    (
        Named("agreement-reached", "达成调解协议", "agreement reached"),
        Named("settled-on-the-spot", "当场化解", "settled on the spot"),
        Named("failed", "调解不成，已告知其他救济途径", "mediation failed, other remedies explained"),
    ),
)  # fmt: skip
WITHDRAWAL_REASON = CodeList(
    "withdrawal-reason", "案件撤回的原因", "why cases are withdrawn",
    (
        Named("by-applicant", "申请人撤回", "withdrawn by the applicant"),
        Named("settled-privately", "当事人已自行和解", "settled between the parties themselves"),
        Named("opened-in-error", "立案有误", "opened in error"),
    ),
)  # fmt: skip
CONTACT_VERIFICATION = CodeList(
    "contact-verification", "联系方式的核实方式", "ways of making sure that a contact point is the person's own",
    (
        Named("in-person", "本人当面确认", "confirmed by the person at the counter"),
        Named("callback", "回拨确认", "confirmed by calling back"),
        Named("document", "书面材料确认", "confirmed by a document"),
    ),
)  # fmt: skip
CONTACT_WITHDRAWAL = CodeList(
    "contact-withdrawal", "联系方式不再有效的原因", "why a contact point is verified no longer",
    (
        Named("number-changed", "号码已变更", "another number was recorded"),
        Named("not-the-persons", "不是本人号码", "it is not, or no longer, the person's own"),
        Named("request-of-the-person", "本人要求", "the person asked for it"),
        Named("recorded-in-error", "核实有误", "it was verified in error"),
        Named("erased", "个人信息已删除", "what is known of the person was erased"),
    ),
)  # fmt: skip
MESSAGE_CHANNEL = CodeList(
    "message-channel", "通知渠道", "ways by which messages go",
    (Named("sms", "短信", "text message"),),
)  # fmt: skip
MESSAGE_FAILURE = CodeList(
    "message-failure", "通知发送失败的原因", "why messages could not be handed over",
    (
        Named("not-composed", "通知内容或联系方式无法读取", "the text or the contact point could not be read"),
        Named("gateway-refused", "短信网关拒绝发送", "the gateway refused the message"),
        Named("gateway-unavailable", "短信网关多次无响应", "the gateway could not be reached after several tries"),
        Named(
            "outcome-unknown",
            "发送时中断，是否送达不明，为免重复不再发送，请人工联系",
            "interrupted while sending; not sent again lest it come twice; reach the person otherwise",
        ),
    ),
)  # fmt: skip
MESSAGE_SUPPRESSION = CodeList(
    "message-suppression", "通知依规未发送的原因", "why messages that were due are rightly not sent",
    (
        Named("no-contact-point", "没有已核实的联系方式", "the person has no verified contact point"),
        Named("unverified", "联系方式未经核实", "the contact point is not verified"),
        Named("revoked", "联系方式已撤销", "the contact point was revoked"),
        Named("opted-out", "本人已退订此类通知", "the person opted out of such messages"),
        Named("no-consent", "没有本人的有效同意", "there is no consent of the person that holds"),
        Named("out-of-date", "内容已过时", "what it says was no longer so"),
        Named("deceased", "本人已登记死亡", "the person is recorded as deceased"),
        Named("deregistered", "登记已注销", "the registration of the person is void"),
        Named("logged", "试用：仅记入日志，未发送", "a trial: written to the log, sent to nobody"),
    ),
)  # fmt: skip

LISTS: tuple[CodeList, ...] = (
    ORG_UNIT_KIND, HOST_KIND, SOCIAL_ROLE_KIND, REGISTRATION_CHANNEL, APPROVAL_OUTCOME,
    REGISTRATION_RETURN_REASON, IDENTITY_KIND, CORRECTION_EVIDENCE,
    DEATH_SOURCE, DEATH_REVOCATION_REASON, DEREGISTRATION_REASON, DEREGISTRATION_REVOCATION_REASON,
    DUPLICATE_GROUND, DUPLICATE_DIFFERENCE, MERGE_REASON, UNMERGE_REASON, DISCLOSURE_PURPOSE, SESSION_END_CAUSE,
    CASE_KIND, CASE_OUTCOME,
    WITHDRAWAL_REASON, CONTACT_VERIFICATION, CONTACT_WITHDRAWAL, MESSAGE_CHANNEL, MESSAGE_FAILURE,
    MESSAGE_SUPPRESSION,
    *LISTS_OF_BENEFITS,
    *LISTS_OF_MERCHANTS,
    *LISTS_OF_WORK,
    *LISTS_OF_AWARDS,
    *LISTS_OF_VISITS,
    *LISTS_OF_CARDS,
    *LISTS_OF_HONOURS,
    *LISTS_OF_PARTY,
    *LISTS_OF_PERSONS,
    *LISTS_OF_PRIVACY,
    *LISTS_OF_CATEGORIES,
    *LISTS_OF_SERVICE,
    *LISTS_OF_COUNTY_WORK,
    *LISTS_OF_REPORTING,
)  # fmt: skip
