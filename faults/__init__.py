"""Breaking things on purpose, and checking afterwards that nothing was lost: `python -m faults [--only F1] [--n 10]`.

arena        a running stack to break, with a small county in it
load         clerks at work over the public APIs, and `journal`, their memory of what they asked and were answered;
             `intents` and the other modules called so are what they ask for, `material` what they build on
oracle       after everything is healed and quiet: are I1–I7 true? `invariants` is pure, `gathering` reads the facts
gateway      takes the messages, outside the product, and counts them
comparing    the services' own comparison of whom they hold, for the oracle to read
proxy        a TCP proxy that delays, cuts and swallows; each service has one to Kafka and one to PostgreSQL,
             and all have one to registry's API
commands     what an operator types; `restoring` puts an older database in the place of a service's
wire         writes to Kafka past the services; `poison` is what it writes, `damage` what a broken disk makes of a batch
subscriber   reads a part of the county from a feed
strangers    more processes of a service; `crashing` starts one that dies at a point
experiments  one file each
"""
