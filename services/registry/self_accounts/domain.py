"""When a person may have an account for his own affairs."""

from shared.refusal import Conflict


class SelfAccountExists(Conflict):
    """One account a person; a lost slip is issued again."""

    code = "self-account-exists"
    zh = "已为其开通本人账号；激活码遗失的，请重新打印激活单。"
    en = "The person has an account already; issue the slip again if it is lost."
