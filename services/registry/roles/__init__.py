"""Social roles: what veterans do for their villages (S32-S34), as mediators, cadres, committee members, founders."""
