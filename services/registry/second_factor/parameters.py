"""What a second factor is called and comes with. Which roles take one: `shared/auth/permissions.toml`."""

ISSUER = "退役军人事务系统"
"""What an authenticator app calls us."""

CODES_AN_HOUR = 10
"""How often a signed-in account may offer a code for one change of its second factor: each is one of a million."""

RECOVERY_CODES = 10
