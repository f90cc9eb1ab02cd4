"""What may be revoked (pure)."""

from shared.refusal import Conflict


class NotDeregistered(Conflict):
    """Nothing to revoke."""

    code = "not-deregistered"
    zh = "该人员的登记未被注销，无需撤销。"
    en = "The person is not deregistered."
