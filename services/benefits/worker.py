"""The worker of benefits: publishes its outbox and learns from registry's events."""

from services.benefits import SERVICE
from services.benefits.settings import Settings
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
