"""The goals, in the order they are measured when all are asked for."""

from bench.goals.g01_post_command import GOAL as G1
from bench.goals.g02_outbox_cost import GOAL as G2
from bench.goals.g03_relay_drain import GOAL as G3
from bench.goals.g04_latency import GOAL as G4
from bench.goals.g05_projection import GOAL as G5
from bench.goals.g06_rebuild import GOAL as G6
from bench.goals.g07_round_trips import GOAL as G7
from bench.goals.g08_open_snapshot import GOAL as G8
from bench.goals.g09_overload import GOAL as G9
from bench.goals.g10_idle import GOAL as G10
from bench.goals.g12_import import GOAL as G12
from bench.goals.g13_figures import GOAL as G13
from bench.goals.g16_search import GOAL as G16
from bench.goals.g17_verification import GOAL as G17
from bench.goals.g18_programmes import GOAL as G18
from bench.goals.g19_telling import GOAL as G19
from bench.goals.g20_visible import GOAL as G20
from bench.goals.g21_pages import GOAL as G21
from bench.targets import Goal

GOALS: tuple[Goal, ...] = (G1, G2, G3, G7, G12, G4, G5, G6, G8, G10, G9, G13, G16, G17, G18, G19, G20, G21)

__all__ = ["GOALS"]
