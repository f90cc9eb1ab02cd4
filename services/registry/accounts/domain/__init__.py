"""Accounts, their names and states, their passwords, and the secret that one is activated with (pure)."""
