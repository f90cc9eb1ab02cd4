"""The experiments, in the order they run."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from deploy.embedded.site import Site
from faults import small_disk
from faults.arena import Arena, as_it_is
from faults.experiments import (
    f01_kill,
    f02_crash_points,
    f03_broker,
    f04_database,
    f05_repeats,
    f06_poison,
    f07_transient,
    f08_membership,
    f09_slow_group,
    f10_full_disk,
    f11_clocks,
    f12_network,
    f13_replay,
    f14_snapshot,
    f15_rolling_restart,
    f16_restore,
    f18_group_offsets,
    f19_two_releases,
    f20_wiped_log,
    f21_no_topics,
    f22_unreadable,
    f23_one_service,
    f24_two_histories,
)


def _nothing() -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Experiment:
    """`full` is how often the fault strikes unless fewer are asked for. `quick`: part of the shortened set.

    `hindrance` says why it cannot be done on this machine, or nothing. `prepare` is done before the stack starts.
    """

    code: str
    title: str
    full: int
    run: Callable[[Arena, int], Awaitable[None]]
    quick: bool = False
    hindrance: Callable[[], str] = _nothing
    prepare: Callable[[Site], None] = as_it_is


EXPERIMENTS = (
    Experiment("F1", "SIGKILL of a random process every 1–5 s", 300, f01_kill.run, quick=True),
    Experiment("F2", "a crash at every named point, then in pairs", 42, f02_crash_points.run, quick=True),
    Experiment("F3", "the broker killed and restarted, then an outage", 30, f03_broker.run, quick=True),
    Experiment("F4", "PostgreSQL killed, its sessions terminated", 30, f04_database.run, quick=True),
    Experiment("F5", "every event once to three times, then all topics again", 5, f05_repeats.run, quick=True),
    Experiment("F6", "poison of every kind, redriven or given up", 5, f06_poison.run),
    Experiment("F18", "the groups' offsets deleted", 5, f18_group_offsets.run),
    # Not quick: events that other experiments brought into the log are in no outbox, so it needs an arena of its own.
    Experiment("F20", "the broker's disk replaced, everything published again", 5, f20_wiped_log.run),
    Experiment("F21", "the broker back without topics, which are made later", 5, f21_no_topics.run),
    Experiment("F22", "one partition unreadable, made whole again or skipped", 4, f22_unreadable.run),
    Experiment("F7", "transient errors, locks, a database away", 5, f07_transient.run),
    Experiment("F8", "consumers come and go, zombies wake up", 100, f08_membership.run),
    Experiment("F9", "a group slowed to 50 ms an event, then standing, in minutes", 60, f09_slow_group.run),
    Experiment(
        "F10",
        "a full disk: the database's, its log's, the broker's",
        6,
        f10_full_disk.run,
        hindrance=small_disk.hindrance,
    ),
    Experiment("F11", "clocks an hour ahead, an hour behind, each its own", 5, f11_clocks.run),
    Experiment("F13", "replay from offset 0, three ways", 3, f13_replay.run),
    Experiment("F15", "rolling restart under load, the last one without Kafka", 20, f15_rolling_restart.run),
    Experiment(
        "F19",
        "an earlier release upgraded under load, taken back, upgraded again",
        3,
        f19_two_releases.run,
        hindrance=f19_two_releases.hindrance,
        prepare=f19_two_releases.prepare,
    ),
    Experiment("F12", "the network resets, swallows, delays", 10, f12_network.run),
    Experiment("F23", "one service cut off from a server of its own, a worker asleep", 8, f23_one_service.run),
    Experiment("F16", "a service restored to an instant, from its backups", 4, f16_restore.run),
    Experiment("F24", "a producer restored to an earlier time: two histories", 3, f24_two_histories.run),
    Experiment("F14", "an hour-long snapshot, tables altered under load", 600, f14_snapshot.run),
)
