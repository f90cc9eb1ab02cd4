"""Reading what came in (`message`), and what may be made of it (`settling`); pure."""
