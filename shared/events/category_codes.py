"""Code lists about categories of persons: which there are, where a holding stands, why, and by which clause."""

from shared.events.code_list import CodeList
from shared.language import Named

# The ministry's codes of categories, in small letters as all words of code lists; the register writes B1.
PERSON_CATEGORY = CodeList(
    "person-category", "优抚对象类别", "categories of persons, by the ministry's codes",
    (
        Named("11", "残疾军人", "disabled service member"),
        Named("12", "伤残国家机关工作人员", "disabled staff of a state organ"),
        Named("13", "伤残人民警察(行政)", "disabled police (administrative)"),
        Named("14", "伤残民兵民工", "disabled militia or labourer"),
        Named("15", "其他因战因公致残人员", "others disabled in war or duty"),
        Named("16", "伤残人民警察(其他)", "disabled police (other)"),
        Named("21", "烈士遗属", "martyr's survivor"),
        Named("22", "因公牺牲军人遗属", "survivor of one who died on duty"),
        Named("23", "病故军人遗属", "survivor of one who died of illness"),
        Named("31", "在乡退伍红军老战士", "Red Army veteran at home"),
        Named("32", "红军西路军老战士", "West Route Red Army veteran"),
        Named("33", "红军失散人员", "scattered Red Army"),
        Named("41", "在乡复员军人", "demobilised veteran living at home"),
        Named("42", "带病回乡退伍军人", "discharged with illness"),
        Named("51", "参战退役人员", "combat veteran"),
        Named("61", "参试退役人员", "nuclear-test veteran"),
        Named("81", "60周岁以上农村籍退役士兵", "rural-registered ex-soldier of 60 or more"),
        Named("b1", "60周岁以上烈士子女", "martyr's child of 60 or more"),
    ),
)  # fmt: skip
CATEGORY_STATE = CodeList(
    "category-state", "类别认定状态", "where holdings of categories stand",
    (
        Named("received", "已受理", "received"),
        Named("enjoying", "享受待遇", "enjoying the benefit"),
        Named("recognised-no-benefit", "已认定，不享受待遇", "recognised, without the benefit"),
        Named("stopped", "已停发", "stopped"),
        Named("moved", "已迁出", "moved away"),
        Named("not-recognised", "不予认定", "not recognised"),
        Named("deceased", "已故", "deceased"),
        Named("cancelled", "已取消", "cancelled"),
        Named("suspended", "已中止", "suspended"),
    ),
)  # fmt: skip
CATEGORY_REFUSAL = CodeList(
    "category-refusal-reason", "类别不予认定的原因", "why categories are not recognised",
    (
        Named("no-record-in-file", "档案中没有相应记载", "the file has no such record"),
        Named("no-proof", "没有有效证明", "there is no valid proof"),
        Named("has-employer", "不符合无工作单位的条件", "the person has an employer"),
        Named("living-standard", "不符合生活困难的条件", "the person's living is above the line"),
        Named("under-age", "未达到规定年龄", "below the age that is asked for"),
        Named("outside-definition", "不属于该类别的认定范围", "outside what the category is"),
        Named("other", "不符合其他规定条件", "another condition is not met"),
    ),
)  # fmt: skip
APPLICATION_ORIGIN = CodeList(
    "application-origin", "申请的提出方式", "who applied",
    (
        Named("office", "在服务机构申请", "at a counter"),
        Named("self", "本人网上申请", "the person, with an account of his own"),
        Named("proxy", "代办人代为申请", "a proxy, at a counter"),
    ),
)  # fmt: skip
CATEGORY_RETURN = CodeList(
    "category-return-reason", "类别认定申请退回补正的原因", "why applications for categories are returned",
    (
        Named("evidence-missing", "缺少证明材料", "a document is missing"),
        Named("evidence-unclear", "证明材料不清晰，无法核对", "a document cannot be read or checked"),
        Named("details-differ", "填写内容与证明材料不一致", "the application says otherwise than the documents"),
    ),
)  # fmt: skip
CATEGORY_CLAUSE = CodeList(
    "category-clause", "类别认定依据的条款", "clauses that decisions on categories rest on",
    (
        Named("security-law-2", "《退役军人保障法》第二条", "Veterans Security Law, article 2"),
        Named("security-law-83", "《退役军人保障法》第八十三条", "Veterans Security Law, article 83"),
        Named("pension-2024-2", "《军人抚恤优待条例》（2024年）第二条", "Pension Regulations of 2024, article 2"),
        Named("pension-2024-19", "《军人抚恤优待条例》（2024年）第十九条", "Pension Regulations of 2024, article 19"),
        Named("pension-2024-27", "《军人抚恤优待条例》（2024年）第二十七条", "Pension Regulations of 2024, article 27"),
        Named("pension-2024-59", "《军人抚恤优待条例》（2024年）第五十九条", "Pension Regulations of 2024, article 59"),
        Named("pension-2024-61", "《军人抚恤优待条例》（2024年）第六十一条", "Pension Regulations of 2024, article 61"),
        Named("pension-2019-53", "《军人抚恤优待条例》（2019年）第五十三条", "Pension Regulations of 2019, article 53"),
        Named("martyrs-2024-17", "《烈士褒扬条例》（2024年）第十七条", "Martyrs Regulations of 2024, article 17"),
    ),
)  # fmt: skip
CATEGORY_SUSPENSION = CodeList(
    "category-suspension-reason", "类别待遇中止的原因", "why holdings of categories are suspended",
    (
        Named("unconfirmed", "未通过年度确认", "not confirmed in the year"),
        Named("serving-sentence", "服刑期间", "serving a sentence"),
        Named("whereabouts-unknown", "下落不明", "whereabouts unknown"),
        Named("under-review", "资格复核期间", "looked into"),
    ),
)  # fmt: skip
CATEGORY_RESUMPTION = CodeList(
    "category-resumption-reason", "类别待遇恢复的原因", "why suspended holdings of categories go on",
    (
        Named("confirmed", "已补年度确认", "confirmed since"),
        Named("sentence-served", "刑满释放", "the sentence is served"),
        Named("found", "已查明下落", "found again"),
        Named("review-passed", "复核通过", "looked into, and right"),
        Named("recorded-in-error", "登记有误", "the suspension was recorded in error"),
    ),
)  # fmt: skip
CATEGORY_STOP = CodeList(
    "category-stop-reason", "类别待遇停发的原因", "why holdings of categories are stopped",
    (
        Named("conditions-ended", "不再符合条件", "the conditions are met no longer"),
        Named("other-benefit", "选择享受其他待遇", "another benefit was chosen"),
        Named("renounced", "本人放弃", "the person gave it up"),
    ),
)  # fmt: skip
CATEGORY_CANCELLATION = CodeList(
    "category-cancellation-reason", "类别取消的原因", "why holdings of categories are void",
    (
        Named("recognised-wrongly", "认定有误", "recognised wrongly"),
        Named("false-evidence", "提供虚假材料", "the evidence was false"),
        Named("rights-forfeited", "依法取消资格", "forfeited by law"),
        Named("recorded-in-error", "登记有误", "recorded in error"),
        Named("withdrawn", "本人撤回申请", "the person withdrew the application"),
    ),
)  # fmt: skip
CATEGORY_BENEFIT_CHANGE = CodeList(
    "category-benefit-reason", "是否享受待遇变更的原因", "why recognised persons begin or cease to have the benefit",
    (
        Named("conditions-met", "符合享受条件", "the conditions of the benefit are met"),
        Named("conditions-not-met", "不符合享受条件", "the conditions of the benefit are not met"),
        Named("recorded-in-error", "登记有误", "recorded in error"),
    ),
)  # fmt: skip
CATEGORY_RESTORATION = CodeList(
    "category-restoration-reason", "撤销停发、取消的原因", "why stops and cancellations are revoked",
    (
        Named("decided-in-error", "原决定有误", "the decision was wrong"),
        Named("annulled", "原决定经复议、诉讼撤销", "the decision was annulled"),
        Named("recorded-in-error", "登记有误", "recorded in error"),
    ),
)  # fmt: skip
RECIPIENT_END = CodeList(
    "recipient-end", "优抚对象终止登记的原因", "why recipients without a file are recorded no longer",
    (
        Named("deceased", "死亡", "the person has died"),
        Named("moved-away", "迁往外县", "the person has moved to another county"),
        Named("recorded-in-error", "登记有误", "recorded in error"),
    ),
)  # fmt: skip
RECIPIENT_END_REVOCATION = CodeList(
    "recipient-end-revocation", "撤销终止登记的原因", "why records of such ends are revoked",
    (
        Named("recorded-in-error", "终止登记有误", "the end was recorded in error"),
        Named("returned", "已迁回本县", "the person has come back"),
    ),
)  # fmt: skip

LISTS_OF_CATEGORIES: tuple[CodeList, ...] = (
    PERSON_CATEGORY, APPLICATION_ORIGIN, CATEGORY_STATE, CATEGORY_RETURN, CATEGORY_REFUSAL, CATEGORY_CLAUSE,
    CATEGORY_SUSPENSION, CATEGORY_RESUMPTION, CATEGORY_STOP, CATEGORY_CANCELLATION, CATEGORY_BENEFIT_CHANGE,
    CATEGORY_RESTORATION, RECIPIENT_END, RECIPIENT_END_REVOCATION,
)  # fmt: skip
