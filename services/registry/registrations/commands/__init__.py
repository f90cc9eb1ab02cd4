"""What can be done with a registration: hand it in, and anew; say what a level thinks of it; withdraw it."""

from services.registry.registrations.commands.deciding import give_opinion, withdraw_registration
from services.registry.registrations.commands.handing_in import hand_in_anew, register_veteran
from services.registry.registrations.commands.keeping import forget_notes

__all__ = ["register_veteran", "hand_in_anew", "give_opinion", "withdraw_registration", "forget_notes"]
