"""What became of the events that keep a promise: recorded by their owner, applied by each service that consumes them.

told       what is answered, as it travels between services; `schemas` what is asked
reading    both answers, from the outbox and from what a consumer remembers
endpoints  the routes that every service has for it, for our own services alone
"""
