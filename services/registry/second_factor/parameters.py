"""What a second factor is called and comes with. Which roles take one: `shared/auth/permissions.toml`."""

ISSUER = "退役军人事务系统"
"""What an authenticator app calls us."""

CODES_AN_HOUR = 10
"""How often a signed-in account may offer a code to change its second factor: each is one of a million."""

CHANGES_BY_CODE = ("renew-recovery-codes", "remove-own-factor")
"""The commands that take one, by their names in the audit. Tries are counted together: the same code opens both."""

RECOVERY_CODES = 10
