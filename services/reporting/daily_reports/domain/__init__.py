"""What is said and judged of a day's work (pure).

sheet    what is said of a day, and what may be handed in
report   the report of a station
rooms    the line of a room
"""
