"""What an operator does about events that could not be applied, and about bytes that could not be read.

commands     redrive, discard with a reason, permit a consumer to park what its breaker would not
skipping     go on behind a batch that nobody can decode
causes       why, and what to do about it, in both languages
queries      what is parked, whether the breaker is open
endpoints    the same over HTTP; schemas: as an operator sees it
"""
