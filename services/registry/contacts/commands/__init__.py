"""What can be done with the number in a file as a way to reach the person.

keeping     verified; no longer
disclosing  told to our own service that sends messages
"""

from services.registry.contacts.commands.disclosing import disclose_contacts
from services.registry.contacts.commands.keeping import (
    number_changed,
    verify_mobile,
    withdraw_verification,
)

__all__ = ["disclose_contacts", "number_changed", "verify_mobile", "withdraw_verification"]
