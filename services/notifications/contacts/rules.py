"""What a contact point must look like."""

from shared.mobile import read_mobile
from shared.refusal import FieldFault

NOT_A_MOBILE = FieldFault(
    "value", "not-a-mobile-number", "不是有效的中国大陆手机号。", "This is not a valid mobile number of mainland China."
)


def mobile(written: str) -> str | None:
    """The eleven digits of a mainland mobile number, however it was written; None for anything else."""
    return read_mobile(written)
