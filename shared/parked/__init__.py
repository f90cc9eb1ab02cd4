"""What an operator does about events that could not be applied.

commands     redrive, give up with a reason, let a breaker park    queries   what is parked, whether the breaker is open
endpoints    the same over HTTP                                    schemas   as an operator sees it
"""
