"""Grants: what an account may do, for which part of the network, why, and until when. Kept in `shared.auth.tables`."""
