"""What a tool of ours says when it cannot go on: one sentence in Chinese, one in English."""

import locale
import os


class Trouble(Exception):
    """A reason to stop, worded for the person who runs the system."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en

    def __str__(self) -> str:
        return worded(self.zh, self.en)


def worded(zh: str, en: str) -> str:
    """The sentence in the reader's language, or both when the machine does not tell which.

    ``VETERANS_LANGUAGE`` (``zh`` or ``en``) decides before the locale does.
    """
    return {"zh": zh, "en": en}.get(language(), f"{zh}\n{en}")


def language() -> str:
    """``zh``, ``en``, or nothing when the machine does not tell."""
    told = (os.environ.get("VETERANS_LANGUAGE") or locale.getlocale()[0] or os.environ.get("LANG", "")).lower()
    if told.startswith(("zh", "chinese")):
        return "zh"
    return "en" if told.startswith("en") else ""
