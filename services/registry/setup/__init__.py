"""The first administrator of an installation, created once by a one-time token."""
