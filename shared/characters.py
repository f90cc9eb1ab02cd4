"""Characters that no text may hold, wherever it comes in: what PostgreSQL cannot keep, and what nobody can see.

Two names that look alike must be alike, and a name must not turn around the line it is printed in (Unicode Technical
Report 36, "bidirectional text spoofing"). Variation selectors stay: rare characters of names are written with them.
"""

import re

_UNFIT = re.compile(
    "["
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls, without tab and line ends
    "\u00ad\u115f\u1160\u3164\uffa0"  # the soft hyphen, letters without a shape
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # what turns the direction of writing
    "\u180e\u200b-\u200d\u2060-\u2065\u206a-\u206f\ufeff\ufff9-\ufffb"  # what has no width
    "\u2028\u2029"  # line ends that only some programs take for such
    "\ud800-\udfff"  # half of a surrogate pair
    "\ufdd0-\ufdef\ufffe\uffff"  # no characters at all
    "\U000e0000-\U000e007f"  # tags
    "]"
)
REPLACEMENT = "\ufffd"

# What is said of a text that holds one.
UNFIT = "unfit-character"
UNFIT_ZH = "含有不可见或无法保存的字符，请删去后重新输入。"
UNFIT_EN = "Holds a character that cannot be seen or kept; type it anew without."


def is_fit(text: str) -> bool:
    """Whether it holds none of them."""
    return _UNFIT.search(text) is None


def replace_unfit(text: str) -> str:
    """The text with each of them replaced by U+FFFD: for records of what was sent to us."""
    return _UNFIT.sub(REPLACEMENT, text)


# What a spreadsheet takes for a formula once a cell is edited, or a file of text is opened: in full width as well, as
# those in Chinese read it as the same.
_FORMULA = (*"=+-@＝＋－＠", "\t", "\r", "\n")


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    return text.startswith(_FORMULA)
