"""Passwords of the tests cost next to nothing. A pytest plugin, named in tests/conftest.py.

In the product each hash takes a fifth of a second of processor time, and tests make thousands. Only this process has
other parameters: no setting weakens them. tests/registry/accounts/test_password_cost.py says which the product has.
"""

from argon2 import PasswordHasher

from services.registry.accounts.domain import passwords

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def pytest_configure() -> None:
    """Before what checks a password is imported: it has a hash of nobody ready, which costs the same."""
    passwords._HASHER = CHEAP
