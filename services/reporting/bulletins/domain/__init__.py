"""`content`: what is counted into a bulletin, and what later ones adjust; `bulletin`: how one is drafted and issued."""
