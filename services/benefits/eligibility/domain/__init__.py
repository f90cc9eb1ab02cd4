"""`conditions` and what comes of them; `findings`: what comes of a programme for a person."""
