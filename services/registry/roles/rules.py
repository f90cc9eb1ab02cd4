"""What may be said of the enterprise that an entrepreneur runs."""

from dataclasses import dataclass

from shared.refusal import FieldFault, Invalid


class EnterpriseInvalid(Invalid):
    """`fields` says which rule on enterprises is broken."""

    code = "enterprise-invalid"
    zh = "企业信息不符合规定，原因见各字段。"
    en = "What is said of an enterprise breaks a rule; the fields tell which."


@dataclass(frozen=True, slots=True)
class Enterprise:
    """What an entrepreneur runs: its name and, where it is known, its unified social credit code."""

    name: str | None = None
    code: str | None = None


NO_ENTERPRISE = Enterprise()
_DIGITS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_credit_code(text: str) -> bool:
    """GB 32100-2015: 18 digits or letters without I, O, S, V and Z, the last of which follows from the others."""
    if len(text) != 18 or not set(text) <= set(_DIGITS):
        return False
    total = sum(_DIGITS.index(digit) * pow(3, place, 31) for place, digit in enumerate(text[:17]))
    return _DIGITS[-total % 31] == text[17]


def check_enterprise(enterprise: Enterprise, *, is_entrepreneur: bool) -> None:
    """Raises `EnterpriseInvalid`."""
    if enterprise != NO_ENTERPRISE and not is_entrepreneur:
        name = "enterprise_name" if enterprise.name else "enterprise_code"
        raise EnterpriseInvalid(
            fields=[
                FieldFault(name, "of-an-entrepreneur", "只有创业身份填写企业。", "An entrepreneur has one, no other.")
            ]
        )
    if enterprise.code and not enterprise.name:
        raise EnterpriseInvalid(
            fields=[
                FieldFault(
                    "enterprise_name",
                    "of-its-code",
                    "填写统一社会信用代码的，应填写企业名称。",
                    "Name whose code it is.",
                )
            ]
        )
