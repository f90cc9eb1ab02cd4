"""Why somebody may not decide on a person. Pure."""

from shared.refusal import Conflict


class DecidesOnOneself(Conflict):
    """Rule B8: it is his own matter."""

    code = "decides-on-oneself"
    zh = "这是您本人的事项，应当由他人办理。"
    en = "This is your own matter: somebody else decides on it."


class DecidesOnKin(Conflict):
    """Rule B8: it is the matter of a relative, by the relations that registry recorded."""

    code = "decides-on-kin"
    zh = "这是您亲属的事项，您应当回避，由他人办理。"
    en = "This is a matter of a relative of yours: withdraw, and let somebody else decide on it."
