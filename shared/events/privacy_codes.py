"""Code lists about what is known of persons: what they agreed to, what they ask for, when it is erased."""

from shared.events.code_list import CodeList
from shared.language import Named

ERASURE_GROUND = CodeList(
    "erasure-ground", "删除个人信息的情形", "when what is known of a person may be erased",
    (
        Named("retention-ended", "已故人员档案保存期限届满", "the file of somebody dead need be kept no longer"),
        Named("deregistered", "登记已注销，起诉期限届满", "deregistered, and no longer to be challenged in court"),
    ),
)  # fmt: skip
CONSENT_PURPOSE = CodeList(
    "consent-purpose", "须本人同意的用途", "what takes the consent of the person, since no statutory duty asks for it",
    (
        Named("media", "媒体宣传（电视专栏、报刊、网络）", "to be shown in the media"),
        Named("job-platform", "向招聘平台提供信息、推送岗位", "to be put forward to job platforms"),
        Named("training", "向培训机构提供信息", "to be put forward to who trains"),
        Named("health-check", "向体检机构提供信息", "to be put forward to who checks health"),
        Named("merchants", "向优待商户提供核验结果以外的信息", "merchants told more than yes or no"),
    ),
)  # fmt: skip
CONSENT_FORM = CodeList(
    "consent-form", "同意的形式", "how consent was given",
    (
        Named("written", "书面", "in writing"),
        Named("electronic", "电子", "electronically"),
        Named("oral-recorded", "口头并录音录像", "orally, and recorded"),
    ),
)  # fmt: skip
CONSENT_END = CodeList(
    "consent-end", "同意终止的原因", "why consents hold no longer",
    (
        Named("by-person", "本人撤回", "withdrawn by the person"),
        Named("next-of-kin", "本人已故，近亲属提出", "asked for by the next of kin of somebody dead"),
        Named("recorded-in-error", "登记有误", "recorded in error"),
        Named("erased", "个人信息已删除", "what is known of the person was erased"),
    ),
)  # fmt: skip
DATA_REQUEST_KIND = CodeList(
    "data-request-kind", "个人信息权利请求的类别", "what persons ask for about what is known of them",
    (
        Named("access", "查阅、复制", "to see it, or have a copy"),
        Named("transfer", "转移", "to have it transferred"),
        Named("correction", "更正、补充", "to have it corrected or completed"),
        Named("erasure", "删除", "to have it erased"),
        Named("restriction", "限制或拒绝处理", "that it be processed less, or not"),
        Named("explanation", "解释处理规则或自动化决策", "an explanation of rules, or of a decision by machine"),
    ),
)  # fmt: skip
DATA_REQUEST_OUTCOME = CodeList(
    "data-request-outcome", "个人信息权利请求的结果", "how such requests end",
    (
        Named("granted", "已办理", "granted"),
        Named("granted-in-part", "部分办理", "granted in part"),
        Named("refused", "不予办理", "refused"),
        Named("withdrawn", "申请人撤回", "withdrawn by who asked"),
        Named("opened-in-error", "登记有误", "opened in error"),
    ),
)  # fmt: skip
DATA_REQUEST_REFUSAL = CodeList(
    "data-request-refusal", "不予办理的依据", "on which clause such requests are refused",
    (
        Named("kept-by-law", "保存期限未届满（个人信息保护法第四十七条第二款）", "to be kept for longer (PIPL 47)"),
        Named(
            "statutory-duty", "履行法定职责所必需（个人信息保护法第十三条、第三十四条）", "statutory duty (PIPL 13, 34)"
        ),
        Named(
            "secrecy", "法律、行政法规规定应当保密（个人信息保护法第四十五条、第十八条）", "kept secret (PIPL 45, 18)"
        ),
        Named("not-identified", "无法核实申请人身份（个人信息保护法第五十条）", "who asks is not known (PIPL 50)"),
        Named("not-entitled", "申请人不是本人、代理人或已故人员的近亲属（个人信息保护法第四十四条、第四十九条）",
              "who asks is not entitled (PIPL 44, 49)"),
        Named("not-held", "本机关不掌握该信息（个人信息保护法第五十条）", "it is not held (PIPL 50)"),
    ),
)  # fmt: skip

SUBSCRIPTION_DOOR = CodeList(
    "subscription-door", "订阅系统的读取方式", "how systems of others read events",
    (
        Named("kafka", "从 Kafka 读取", "from Kafka"),
        Named("http", "经接口取走", "fetched over HTTP"),
        Named("webhook", "由本系统推送", "posted to an address (webhook)"),
    ),
)  # fmt: skip

LISTS_OF_PRIVACY: tuple[CodeList, ...] = (
    ERASURE_GROUND, CONSENT_PURPOSE, CONSENT_FORM, CONSENT_END, DATA_REQUEST_KIND, DATA_REQUEST_OUTCOME,
    DATA_REQUEST_REFUSAL, SUBSCRIPTION_DOOR,
)  # fmt: skip
