"""Rounds of selection: their stages and refusals, the points and the result (pure)."""
