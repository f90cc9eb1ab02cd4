"""What is done about an application.

- `deciding`  applying, giving an opinion, supplying, withdrawing
- `objecting` objections while it is published
- `limits`    how often a programme may be had
- `erasing`   what is forgotten with a person
- `holding`   the application of a transaction, and what all of these write
"""

from services.benefits.applications.commands.deciding import (
    apply_for_benefit,
    give_benefit_opinion,
    supply_application,
    withdraw_benefit_application,
)
from services.benefits.applications.commands.objecting import object_to_application, settle_objection

__all__ = [
    "apply_for_benefit",
    "give_benefit_opinion",
    "object_to_application",
    "settle_objection",
    "supply_application",
    "withdraw_benefit_application",
]
