"""The worker of reporting: folds the events of the other services into figures, publishes its own outbox."""

from services.reporting import SERVICE
from services.reporting.settings import Settings
from shared.service.assembly import jobs_of, measures_of, parts_of, projections_of, recoveries_of, tasks_of
from shared.service.worker import worker_cli

if __name__ == "__main__":
    worker_cli(
        Settings,
        SERVICE.package,
        parts=parts_of(SERVICE),
        projections=projections_of(SERVICE),
        jobs=jobs_of(SERVICE),
        tasks=tasks_of(SERVICE),
        recoveries=recoveries_of(SERVICE),
        measures=measures_of(SERVICE),
    )
