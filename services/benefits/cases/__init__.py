"""Disputes brought to a service organisation and mediated: who asked, who mediated, how and when it ended."""
