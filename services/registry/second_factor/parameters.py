"""What a second factor is called and comes with. Which roles take one: `shared/auth/permissions.toml`."""

ISSUER = "退役军人事务系统"
"""What an authenticator app calls us."""

RECOVERY_CODES = 10
