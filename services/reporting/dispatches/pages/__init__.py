"""Weekly dispatches in a browser: minutes (`minutes`), the list of tasks and one task (`tasks`), and a form for each
act about a task (`acts`)."""

from services.reporting.dispatches.pages import acts, minutes, tasks
from shared.http.router import joined

router = joined(minutes.router, tasks.router, acts.router)
