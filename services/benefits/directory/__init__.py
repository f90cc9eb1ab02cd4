"""What benefits keeps of registry's facts, learned from events: veterans, service organisations, mediators."""
