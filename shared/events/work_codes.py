"""Code lists about training and jobs."""

from shared.events.code_list import CodeList
from shared.language import Named

TRAINING_PROVIDER_KIND = CodeList(
    "training-provider-kind", "培训机构类别", "who holds courses",
    (
        Named("vocational-school", "职业学校", "vocational school"),
        Named("technical-school", "技工学校", "technical school"),
        Named("college", "高等院校", "college or university"),
        Named("training-firm", "社会培训机构", "training firm"),
        Named("enterprise", "企业培训中心", "training centre of an enterprise"),
    ),
)  # fmt: skip
TRAINING_SKILL = CodeList(
    "training-skill", "培训工种", "what a course teaches",
    (
        Named("driving", "驾驶", "driving"),
        Named("welding", "电焊、电工", "welding, electrical work"),
        Named("machining", "机械加工、维修", "machining and repair"),
        Named("building", "建筑施工", "building"),
        Named("computing", "计算机、电子商务", "computing, e-commerce"),
        Named("farming", "种植、养殖", "farming"),
        Named("catering", "餐饮、家政", "catering, household work"),
        Named("security", "安保、消防", "security, fire protection"),
        Named("business", "创业", "starting a business"),
        Named("other", "其他", "something else"),
    ),
)  # fmt: skip
TRAINING_CERTIFICATE = CodeList(
    "training-certificate", "证书类别", "what somebody gets who completed a course",
    (
        Named("completion", "结业证书", "certificate of completion"),
        Named("skill-level", "职业技能等级证书", "certificate of a skill level"),
        Named("qualification", "职业资格证书", "certificate of a professional qualification"),
        Named("special-work", "特种作业操作证", "licence for special work"),
        Named("driving-licence", "机动车驾驶证", "driving licence"),
    ),
)  # fmt: skip
TRAINING_DROP = CodeList(
    "training-drop", "退出培训的原因", "why somebody dropped out of a course",
    (
        Named("employed", "已就业", "found work"),
        Named("away", "外出", "is away"),
        Named("unwell", "患病", "is ill"),
        Named("declined", "本人放弃", "does not want it"),
        Named("deceased", "已去世", "has died"),
        Named("cancelled", "培训班取消", "the course is cancelled"),
        Named("failed", "考核不合格", "did not pass"),
        Named("other", "其他", "another reason"),
    ),
)  # fmt: skip
TRAINING_OUTCOME = CodeList(
    "training-outcome", "培训后的就业情况", "what became of somebody after training",
    (
        Named("employed", "已就业", "has work"),
        Named("self-employed", "自主创业", "has a business of his own"),
        Named("flexible", "灵活就业", "works by the job"),
        Named("studying", "继续学习", "goes on learning"),
        Named("seeking", "求职中", "looks for work"),
        Named("not-seeking", "暂无就业意愿", "does not look for work"),
        Named("not-reached", "联系不上", "was not reached"),
    ),
)  # fmt: skip

JOB_EMPLOYER_KIND = CodeList(
    "job-employer-kind", "用人单位类别", "who employs",
    (
        Named("state-owned", "国有企业", "state-owned enterprise"),
        Named("private", "民营企业", "private enterprise"),
        Named("foreign", "外资企业", "foreign enterprise"),
        Named("institution", "机关事业单位", "authority or public institution"),
        Named("self-employed", "个体工商户、合作社", "trader or cooperative"),
    ),
)  # fmt: skip
JOB_OCCUPATION = CodeList(
    "job-occupation", "工种", "what work it is",
    (
        *TRAINING_SKILL.codes,
        Named("production", "生产操作", "production"),
        Named("logistics", "仓储物流", "storage and logistics"),
        Named("sales", "销售", "sales"),
        Named("office", "行政、财务", "office work"),
        Named("management", "管理", "management"),
    ),
)  # fmt: skip
JOB_PLACE = CodeList(
    "job-place", "工作地点", "where the work is",
    (
        Named("county", "本县", "in the county"),
        Named("city", "本市", "in the city"),
        Named("province", "本省", "in the province"),
        Named("elsewhere", "省外", "in another province"),
    ),
)  # fmt: skip
JOB_REFUSAL = CodeList(
    "job-refusal", "未录用的原因", "why an employer did not hire somebody",
    (
        Named("not-qualified", "不符合岗位要求", "does not meet what the work asks for"),
        Named("filled", "岗位已招满", "the places are taken"),
        Named("not-come", "未参加面试", "did not come when asked to"),
        Named("unfit", "体检不合格", "did not pass the medical"),
        Named("terms", "待遇未谈妥", "no agreement on the terms"),
        Named("other", "其他", "another reason"),
    ),
)  # fmt: skip

LISTS_OF_WORK: tuple[CodeList, ...] = (
    TRAINING_PROVIDER_KIND,
    TRAINING_SKILL,
    TRAINING_CERTIFICATE,
    TRAINING_DROP,
    TRAINING_OUTCOME,
    JOB_EMPLOYER_KIND,
    JOB_OCCUPATION,
    JOB_PLACE,
    JOB_REFUSAL,
)
