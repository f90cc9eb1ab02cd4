"""What pages of help say.

days         what each role begins its day with; step: one of it, and those that several roles have
places       on which page of the menu what a permission is for is found
mistake      something that goes wrong, and the way back; by kind: typed, persons, taken_back; those of the
             network, the Party and what people do for others: work; of training and jobs: livelihood;
             of visits, cards and plates: honours; of bulletins, minutes and briefing notes: papers
"""

from services.registry.help.parameters import honours, livelihood, money, papers, persons, taken_back, typed, work
from services.registry.help.parameters.days import DAYS
from services.registry.help.parameters.mistake import KINDS, Mistake
from services.registry.help.parameters.places import FOUND_AT, WITHOUT_A_PAGE
from services.registry.help.parameters.step import Step

MISTAKES = (
    *typed.MISTAKES, *persons.MISTAKES, *taken_back.MISTAKES, *work.MISTAKES, *money.MISTAKES, *livelihood.MISTAKES,
    *honours.MISTAKES, *papers.MISTAKES,
)  # fmt: skip

__all__ = ["DAYS", "FOUND_AT", "KINDS", "MISTAKES", "WITHOUT_A_PAGE", "Mistake", "Step"]
