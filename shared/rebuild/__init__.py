"""Projections made anew from the first event, while the service goes on.

rebuild      a projection as live has it, or all as the log says    fold       the verdicts of the first kind
from_log     the second kind: the consumer's own code               shadow     the tables beside the live ones
reread       what both share                                        replay     the log from its beginning
"""
