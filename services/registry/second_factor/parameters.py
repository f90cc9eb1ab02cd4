"""For whom a second factor is required."""

from shared.auth.roles import Role

REQUIRED_OF = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDITOR, Role.BUREAU_LEADER})
"""Administrators and leaders; everybody else may have one."""

ISSUER = "退役军人事务系统"
"""What an authenticator app calls us."""

RECOVERY_CODES = 10
