"""`minutes`: what stands in the minutes of a week, and who issues them; `tasks`: how a task goes from one state to the
next."""
