"""`minutes`: the centre drafts and corrects them, a leader issues them; `tasks`: who is to do a task answers for it,
the centre follows it; `overdue`: the clock tells what is overdue."""
