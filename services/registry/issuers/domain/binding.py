"""What binds an issuer's subject to an account (pure)."""

from shared.refusal import Conflict, NotFound


class SubjectBound(Conflict):
    """One subject is one account."""

    code = "subject-bound"
    zh = "该统一认证用户已绑定账号，请先解除原绑定。"
    en = "This user of the issuer is bound to an account; end that binding first."


class IssuerBound(Conflict):
    """One account has one subject of an issuer."""

    code = "issuer-bound"
    zh = "该账号已绑定这个统一认证系统的用户；如需更换，请先解除。"
    en = "The account is bound to a user of this issuer; end that binding to have another."


class BindingNotFound(NotFound):
    """The account has no such binding, or none that awaits its holder."""

    code = "binding-not-found"
    zh = "没有这项绑定，或已经确认、解除。"
    en = "There is no such binding, or it was confirmed or ended."
