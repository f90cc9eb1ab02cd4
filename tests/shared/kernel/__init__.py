"""A service with nothing but what every service has: the shared tables."""
