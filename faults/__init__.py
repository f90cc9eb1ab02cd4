"""Breaking things on purpose, and checking afterwards that nothing was lost: `python -m faults [--only F1] [--n 10]`.

arena        a running stack to break, with a small county in it
load         clerks at work over the public APIs, and `journal`, their memory of what they asked and were answered
oracle       after everything is healed and quiet: are I1–I7 true? `invariants` is pure, `gathering` reads the facts
proxy        a TCP proxy that delays, cuts and swallows
experiments  one file each
"""
