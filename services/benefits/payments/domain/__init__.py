"""What is paid to whom for which month.

- `months`: which months are due, and what of what excludes each other is paid.
- `entitlements`: how one is granted, suspended, resumed, ended and corrected.
"""
