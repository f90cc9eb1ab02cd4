"""After everything is healed and quiet: is what was promised true?

facts       what is looked at, and nothing else
gathering   reads it: four databases, every topic from offset 0, the journal
folding     folds the topics into empty tables with the services' own projections, one event after another
invariants  I1–I7, pure functions over the facts: each returns what contradicts it
"""
