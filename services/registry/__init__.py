"""Who and where.

Rooms: `setup` (the first administrator), `accounts` (who may sign in), `tokens` (what a sign-in yields), `grants`
(what an account may do, and where), `divisions` (the county's places), `network` (centre, stations, rooms), `party`
(the organisations that mirror them), `veterans` (persons and their files), `roles` (what veterans do for their
villages), `imports` (a whole register at once).
"""
