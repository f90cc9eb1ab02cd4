"""The goals, in the order they are measured when all are asked for."""

from bench.aims import Goal
from bench.goals.g01_post_command import GOAL as G1

GOALS: tuple[Goal, ...] = (G1,)

__all__ = ["GOALS"]
