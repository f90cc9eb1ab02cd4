"""Organisations that are to be closed, as services learn of them, and what each answered (rule R10).

tables       both
projection   the first, from registry's events

`shared/service/closings.py` counts what is open there, and answers.
"""

from shared.clearance.projection import CLOSING_UNITS

__all__ = ["CLOSING_UNITS"]
