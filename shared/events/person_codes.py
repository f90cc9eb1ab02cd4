"""Code lists about persons' families and proxies, and about what is done with files year by year."""

from shared.events.code_list import CodeList
from shared.language import Named

RELOCATION_KIND = CodeList(
    "relocation-kind", "迁移类别", "what of a person moves",
    (
        Named("domicile", "户籍迁移", "the domicile, and who is responsible with it"),
        Named("residence", "常住地变更", "the residence alone"),
    ),
)  # fmt: skip
RELOCATION_REVOCATION_REASON = CodeList(
    "relocation-revocation-reason", "撤销迁移登记的原因", "why records of moves are revoked",
    (
        Named("another-person", "登记对象有误", "it was another person's move"),
        Named("wrong-date", "迁移日期有误，另行登记", "the date was wrong; recorded anew"),
        Named("wrong-place", "迁入地有误，另行登记", "the place was wrong; recorded anew"),
        Named("unfounded", "证明材料不实", "the document was not true"),
    ),
)  # fmt: skip
TRANSFER_DIRECTION = CodeList(
    "transfer-direction", "迁移方向", "which way somebody moves between counties",
    (Named("out", "迁出", "out of the county"), Named("in", "迁入", "into the county")),
)  # fmt: skip
TRANSFER_REVOCATION_REASON = CodeList(
    "transfer-revocation-reason", "撤销迁出、迁入登记的原因", "why moves between counties are revoked",
    (
        Named("not-carried-out", "未实际迁移", "it came to nothing"),
        Named("another-person", "登记对象有误", "it was another person's move"),
        Named("wrong-facts", "内容有误，另行登记", "its facts were wrong; recorded anew"),
        Named("unfounded", "证明材料不实", "the document was not true"),
    ),
)  # fmt: skip
FAMILY_RELATION = CodeList(
    "family-relation", "亲属关系", "what relatives are to a veteran",
    (
        Named("spouse", "配偶", "spouse"),
        Named("parent", "父母", "parent"),
        Named("fosterer", "抚养人", "fosterer"),
        Named("child", "子女", "child"),
        Named("sibling", "兄弟姐妹", "sibling"),
        Named("grandparent", "祖父母、外祖父母", "grandparent"),
        Named("grandchild", "孙子女、外孙子女", "grandchild"),
        Named("collateral", "其他旁系亲属", "other collateral kin"),
    ),
)  # fmt: skip
FAMILY_RELATION_END = CodeList(
    "family-relation-end", "亲属关系终止的原因", "why family relations end",
    (
        Named("divorce", "离婚", "divorce"),
        Named("marriage-annulled", "婚姻无效或被撤销", "the marriage was void or annulled"),
        Named("adoption-dissolved", "解除收养关系", "the adoption was dissolved"),
        Named("fostering-ended", "抚养关系终止", "the fostering ended"),
    ),
)  # fmt: skip
FAMILY_RELATION_REVOCATION = CodeList(
    "family-relation-revocation", "撤销亲属关系登记的原因", "why records of family relations are revoked",
    (
        Named("another-person", "登记对象有误", "it was another person"),
        Named("unfounded", "证明材料不实", "the document was not true"),
        Named("recorded-in-error", "登记有误", "it was recorded in error"),
    ),
)  # fmt: skip
PROXY_SCOPE = CodeList(
    "proxy-scope", "代办事项", "what proxies act in",
    (
        Named("all-matters", "全部事项", "all matters"),
        Named("file", "档案信息办理", "the person's file"),
        Named("benefits", "待遇和补助申请", "applying for benefits"),
        Named("card", "优待证办理", "the preferential card"),
        Named("cases", "信访和矛盾纠纷办理", "petitions and disputes"),
    ),
)  # fmt: skip
PROXY_REVOCATION = CodeList(
    "proxy-revocation", "撤销代办授权的原因", "why authorities of proxies are revoked",
    (
        Named("request-of-the-person", "本人要求", "the person asked for it"),
        Named("proxy-resigned", "代办人不再代办", "the proxy gave it up"),
        Named("misuse", "代办人滥用授权", "the proxy misused it"),
        Named("recorded-in-error", "登记有误", "it was recorded in error"),
    ),
)  # fmt: skip
REPORT_IN_REVOCATION = CodeList(
    "report-in-revocation", "撤销报到登记的原因", "why records of reporting in are revoked",
    (
        Named("another-person", "登记对象有误", "it was another person"),
        Named("recorded-in-error", "未报到，登记有误", "the person had not reported in"),
        Named("unfounded", "证明材料不实", "the document was not true"),
    ),
)  # fmt: skip
CONFIRMATION_METHOD = CodeList(
    "confirmation-method", "年度确认的方式", "how somebody made sure of a person in a year",
    (
        Named("in-person", "本人到场", "the person came"),
        Named("home-visit", "上门核实", "at the person's home"),
        Named("video", "视频核实", "by video"),
        Named("data-comparison", "数据比对", "by comparing data"),
    ),
)  # fmt: skip
CONFIRMATION_RESULT = CodeList(
    "confirmation-result", "年度确认的结果", "what came of a yearly confirmation",
    (
        Named("unchanged", "健在，情况无变化", "lives, and nothing has changed"),
        Named("changed", "健在，情况有变化，另行办理", "lives, and something has changed, which is handled by itself"),
        Named("doubtful", "存疑，另行核查", "in doubt, to be looked into"),
    ),
)  # fmt: skip
CONFIRMATION_REVOCATION = CodeList(
    "confirmation-revocation", "撤销年度确认登记的原因", "why records of yearly confirmations are revoked",
    (
        Named("another-person", "登记对象有误", "it was another person"),
        Named("unfounded", "确认不实", "nobody had made sure"),
        Named("recorded-in-error", "登记有误，另行登记", "recorded in error, and anew"),
        Named("confirmed-late", "已补确认", "confirmed late"),
    ),
)  # fmt: skip
ARCHIVE_PAPER = CodeList(
    "archive-paper", "纸质档案材料", "papers of a person's file",
    (
        Named("enlistment-registration", "应征入伍登记表", "registration of the enlistment"),
        Named("political-review", "政治考核表", "political review"),
        Named("medical-examination", "体格检查表", "medical examination"),
        Named("league-and-party", "党团材料", "papers of Party and League"),
        Named("ranks", "军衔材料", "ranks"),
        Named("awards", "奖惩材料", "awards and punishments"),
        Named("disability", "残疾评定材料", "assessment of a disability"),
        Named("pay", "工资福利材料", "pay"),
        Named("discharge-registration", "退役登记表", "registration of the discharge"),
    ),
)  # fmt: skip
ARCHIVE_DESTINATION = CodeList(
    "archive-destination", "纸质档案转往", "where paper files are sent on to",
    (
        Named("org-unit", "本县服务机构", "a unit of the county"),
        Named("other-county", "外县退役军人事务部门", "the bureau of another county"),
        Named("employer", "接收安置单位", "the employer where somebody was placed"),
        Named("talent-centre", "人力资源服务机构", "an agency that keeps personnel files"),
        Named("archive", "档案馆", "an archive"),
    ),
)  # fmt: skip
ARCHIVE_FORWARDING_REVOCATION = CodeList(
    "archive-forwarding-revocation", "撤销转递登记的原因", "why records of files that were sent on are revoked",
    (
        Named("another-person", "登记对象有误", "it was another person's file"),
        Named("not-sent", "实际未转递", "it was not sent"),
        Named("recorded-in-error", "登记有误，另行登记", "recorded in error, and anew"),
    ),
)  # fmt: skip
CASE_PARTY_REMOVAL = CodeList(
    "case-party-removal", "不再是案件当事人的原因", "why somebody is a party to a case no longer",
    (
        Named("left", "退出，纠纷与其无关", "left: the dispute is not about him any more"),
        Named("deceased", "死亡", "died"),
        Named("recorded-in-error", "登记有误", "recorded in error"),
    ),
)  # fmt: skip

LISTS_OF_PERSONS: tuple[CodeList, ...] = (
    RELOCATION_KIND, RELOCATION_REVOCATION_REASON, TRANSFER_DIRECTION, TRANSFER_REVOCATION_REASON,
    FAMILY_RELATION, FAMILY_RELATION_END, FAMILY_RELATION_REVOCATION, PROXY_SCOPE, PROXY_REVOCATION,
    REPORT_IN_REVOCATION, CONFIRMATION_METHOD, CONFIRMATION_RESULT, CONFIRMATION_REVOCATION, ARCHIVE_PAPER,
    ARCHIVE_DESTINATION, ARCHIVE_FORWARDING_REVOCATION, CASE_PARTY_REMOVAL,
)  # fmt: skip
