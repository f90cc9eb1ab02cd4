"""How much of a personal value a person on duty sees. There is no single national rule; practice varies."""

# A surname of two characters is shown whole: 欧阳修 is 欧阳*, not 欧*修.
_COMPOUND = """
欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶
太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良
漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 呼延 东郭 南门 羊舌 微生 左丘 东门 西门 第五
"""
COMPOUND_SURNAMES = frozenset(_COMPOUND.split())


def mask_name(name: str) -> str:
    """张*明, 张*, 欧阳*: the surname and, from three characters on, the last one."""
    surname = _surname(name)
    given = name[len(surname) :]
    if not given:
        return "*"
    return f"{surname}*" if len(given) == 1 else f"{surname}{'*' * (len(given) - 1)}{given[-1]}"


def mask_to_surname(name: str) -> str:
    """张**, 欧阳**: how somebody is addressed, and not how long his name is."""
    return f"{_surname(name)}**"


def _surname(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in COMPOUND_SURNAMES else name[:1]


def mask_id_number(number: str) -> str:
    """9****5: the first and the last character, however long it is. Of anything shorter than 15, nothing.

    More of it, beside the village and the year of birth, leaves so few numbers that all of them can be tried.
    """
    return f"{number[0]}****{number[-1]}" if len(number) >= 15 else "****"


def mask_phone(number: str) -> str:
    """138****1234 for a mobile number; any other shows its last two digits."""
    return (
        f"{number[:3]}****{number[-4:]}" if len(number) == 11 else f"****{number[-2:]}" if len(number) > 6 else "****"
    )


def mask_bank_account(number: str) -> str:
    """The last four digits."""
    return f"****{number[-4:]}" if len(number) >= 12 else "****"
