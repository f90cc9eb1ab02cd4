"""What is said of rows that ask for what cannot be done."""

from collections.abc import Mapping

# What speaks against doing what a row asks for.
ACT_FAULTS: Mapping[str, tuple[str, str]] = {
    "who-unnamed": (
        "请填身份证号；没有的，请填姓名、出生日期和服务室。",
        "Give the identity number; without it the name, the date of birth and the responsible unit.",
    ),
    "name-differs": (
        "与该身份证号登记的姓名不一致，请人工核对。",
        "Another name is registered under this number; somebody must find out who is meant.",
    ),
    "birth-differs": (
        "与身份证号中的出生日期不一致，请人工核对。",
        "Not the date of birth in the number; somebody must find out who is meant.",
    ),
    "several-persons": (
        "该机构有多名同名同日出生的人员，请填身份证号。",
        "Several persons of this name and birth are registered at the unit; give the identity number.",
    ),
    "nobody-so-named": (
        "该机构没有登记此姓名、此出生日期的人员。",
        "Nobody of this name and birth is registered at the unit.",
    ),
    "not-for-identities": (
        "身份信息自登记时起更正，不填日期。",
        "An identity is corrected from the registration on; leave the date empty.",
    ),
    "defect": (
        "程序出错，该行未办理，请联系系统管理员。",
        "A defect of the program; nothing was done for this row. Tell the system administrator.",
    ),
}
