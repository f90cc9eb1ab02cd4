"""Events arrive in a service here: each is applied, passed over for a named reason, or parked with its cause."""
