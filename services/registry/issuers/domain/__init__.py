"""A sign-in at an external issuer on its way there and back, what the issuer answers, and what binds its subject to an
account (pure)."""
