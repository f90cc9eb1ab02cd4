"""The county's programmes as versioned data: what is given, under which rules, from when to when."""
