"""Weekly dispatches in a browser: minutes (`minutes`), the list of tasks and one task (`tasks`), and a form for each
act about a task (`acts`)."""

from services.reporting.dispatches.pages import acts, minutes, tasks
from shared.web.page import page_router

router = page_router()
for part in (minutes, tasks, acts):
    router.include_router(part.router)
