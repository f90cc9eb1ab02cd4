"""What may be wrong with one value: a stable code, and the sentence a clerk reads in each language."""

from collections.abc import Mapping

from shared.workbooks.drafts import CELL_FAULTS

FAULTS: Mapping[str, tuple[str, str]] = {
    **CELL_FAULTS,
    "too-long": ("超过最大长度。", "The value is longer than the field allows."),
    "length": ("身份证号应为18位或15位。", "An identity number has 18 or 15 characters."),
    "characters": ("含有不允许的字符。", "The value contains characters that do not belong there."),
    "synthetic-not-allowed": (
        "999开头的号码只用于演示数据，本系统未开启。",
        "Numbers beginning 999 are for invented people only, which this system does not accept.",
    ),
    "phone": ("不是有效的电话号码；固定电话请带区号。", "Not a phone number; a landline needs its area code."),
    "account": ("银行账号应为8至30位数字。", "A bank account has 8 to 30 digits."),
    "flag": ("请填“是”或“否”。", "Give 是 or 否 (yes or no)."),
    "amount": ("不是有效金额；最多两位小数。", "Not an amount of money; at most two decimals, not negative."),
    "division-shape": (
        "区划代码应为6、9或12位数字；窗口登记也可填本县区划的名称。",
        "A division code has 6, 9 or 12 digits; at the counter a name within the county will do as well.",
    ),
    "division-unnamed": (
        "没有此名称的区划，请填本县区划的名称或代码。",
        "No division is called so; give the name or code of one of the county.",
    ),
    "division-ambiguous": ("有多个同名区划，请填代码。", "Several divisions bear this name; give the code."),
    "division-unknown": ("本县区划表中没有该代码。", "The county's list of divisions does not hold this code."),
    "domicile-outside": (
        "户籍地不在本县；登记以户籍地为准。",
        "The domicile lies outside the county, which registers by domicile.",
    ),
    "other-village": (
        "服务室只能导入户籍在本村（社区）的人员。",
        "A room imports only persons whose domicile is its own village.",
    ),
    "org-unknown": ("没有该服务室或服务站，或已撤销。", "There is no such service room or station, or it is closed."),
    "org-closing": ("该机构拟撤销，不再接收人员。", "That unit is to be closed and takes nobody in."),
    "org-unnamed": (
        "您的管辖范围内没有此名称的服务室或服务站，请填其名称或代码。",
        "No room or station that you act for is called so; give its name or code.",
    ),
    "org-ambiguous": ("有多个同名服务室，请填代码。", "Several rooms bear this name; give the code."),
    "org-mismatch": ("服务室代码与名称不一致。", "The code and the name are of different rooms."),
    "org-kind": ("负责机构应为服务室或服务站。", "The responsible organisation must be a room or a station."),
    "out-of-scope": ("该机构不在您的管辖范围内。", "The organisation lies outside those you act for."),
}
