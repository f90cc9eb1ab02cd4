"""What can be done with parties of cases.

naming      somebody becomes a party, as a person who is known, or becomes known by it
changing    it was somebody else; he is a party no longer
showing     who is shown in clear, is recorded
finding     who is a party is looked for by an identity number
"""

from services.registry.case_parties.commands.changing import correct_case_party, remove_case_party
from services.registry.case_parties.commands.finding import search_case_parties
from services.registry.case_parties.commands.naming import name_case_party
from services.registry.case_parties.commands.showing import disclose_case_party

__all__ = ["name_case_party", "correct_case_party", "remove_case_party", "disclose_case_party", "search_case_parties"]
