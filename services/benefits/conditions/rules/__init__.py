"""Conditions between what is written, what is weighed, and what people read.

reading   JSON into `domain`, every mistake named with its place
saying    a condition as a sentence, without codes
"""

from services.benefits.conditions.rules.reading import DEEPEST, read_condition
from services.benefits.conditions.rules.saying import Names, said_of, said_of_facts, said_of_fen, said_of_one

__all__ = ["DEEPEST", "Names", "read_condition", "said_of", "said_of_facts", "said_of_fen", "said_of_one"]
