"""What may be done against what a letter says, and until when. Articles as of the laws in force in 2024."""

from shared.language import Text

# 行政复议法（2023年修订）第二十条、第二十四条；行政诉讼法（2017年修正）第四十六条；行政复议法实施条例第十七条。
AGAINST_A_DECISION = Text(
    "如不服本决定，可以自收到本文书之日起六十日内，依照《中华人民共和国行政复议法》第二十条、第二十四条，向本级人民政府申请行政复议；"
    "也可以自收到本文书之日起六个月内，依照《中华人民共和国行政诉讼法》第四十六条，向人民法院提起行政诉讼。",
    "Whoever does not accept this decision may apply to the people's government of this level for administrative "
    "reconsideration within sixty days of receiving this letter (Administrative Reconsideration Law, articles 20 and "
    "24), or bring an action before the people's court within six months (Administrative Litigation Law, article 46).",
)
# 个人信息保护法第五十条第二款、第六十五条。
AGAINST_A_DATA_REFUSAL = Text(
    "如不服本答复，可以依照《中华人民共和国个人信息保护法》第五十条第二款向人民法院提起诉讼，"
    "也可以依照该法第六十五条向履行个人信息保护职责的部门投诉、举报。",
    "Whoever does not accept this answer may bring an action before the people's court (Personal Information "
    "Protection Law, article 50, paragraph 2), or complain to the departments for the protection of personal "
    "information (article 65).",
)
# 个人信息保护法第四十六条。
AGAINST_WHAT_IS_RECORDED = Text(
    "如认为上述记载不准确、不完整，可以依照《中华人民共和国个人信息保护法》第四十六条，持有关材料向本机构申请更正、补充。",
    "Whoever finds this wrong or incomplete may ask this unit to correct or complete it, with documents (Personal "
    "Information Protection Law, article 46).",
)
# 人民调解法第二十六条。
AFTER_A_MEDIATION_WITHOUT_AGREEMENT = Text(
    "依照《中华人民共和国人民调解法》第二十六条，可以依法通过仲裁、行政、司法等途径维护自己的权利。",
    "Rights may be pursued by arbitration, before the authorities or in court (People's Mediation Law, article 26).",
)
# 人民调解法第三十三条。
CONFIRMED_BY_A_COURT = Text(
    "双方当事人认为有必要的，可以自调解协议生效之日起三十日内，依照《中华人民共和国人民调解法》第三十三条，共同向人民法院申请司法确认。",
    "Both sides may together ask the people's court to confirm the agreement within thirty days of its taking effect "
    "(People's Mediation Law, article 33).",
)
