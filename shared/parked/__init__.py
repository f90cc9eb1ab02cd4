"""What an operator does about events that could not be applied, and about bytes that could not be read.

commands     redrive, give up with a reason, let a breaker park    queries   what is parked, whether the breaker is open
skipping     go on behind a batch that nobody can decode           schemas   as an operator sees it
endpoints    the same over HTTP
"""
