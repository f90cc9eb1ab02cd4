"""What is due by the clock, once each, across restarts and several workers.

job          Job: what is run and when; Due: what a run is told
recurrence   every hour, daily at 02:00, the first of a month
planning     schedule_at, cancel: one-off things, inside a command's transaction
scheduler    the part of every worker that runs what is due
recurring    the rows of recurring jobs
runs         one run: claimed, done, continued or failed, in one transaction with its effects
overview     what is late, what fails and why
clock_jump   deleting stops when the clock seems to have jumped, until somebody confirms it
working_days a year's notice on public holidays is entered
retention    the job that every service has: answers expire
endpoints    `/schedule`

So far only `retention` runs by it. Deadlines of cases will be planned one by one (`schedule_at`, `cancel`); bulletins
will recur (`weekly`, `monthly`, `Missed.EACH`).
"""

from shared.schedule.job import Due, Job, Missed
from shared.schedule.planning import cancel, schedule_at

__all__ = ["Due", "Job", "Missed", "cancel", "schedule_at"]
