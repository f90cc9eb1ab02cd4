"""What Prometheus of an installation knows: whether questions of ours have an answer there, and each alert its rule."""

import re
import sys
import time
from collections.abc import Set
from pathlib import Path

import httpx2

from deploy.catalogue.watched import alerts, questions

PORT = 19090
_API = f"http://127.0.0.1:{PORT}/api/v1"
_PATIENCE_SECONDS, _PAUSE_SECONDS = 120, 2
# What Kafka says of itself, where the county has added the agent.
_OF_THE_AGENT = re.compile(r"\b(kafka|jvm)_")


def of_machines() -> Set[str]:
    """What is asked about machine and servers, without what the agent answers."""
    return {each.query for each in questions()["machines"]} - of_the_agent()


def of_the_agent() -> Set[str]:
    """What the agent alone can answer."""
    every = (each.query for asked in questions().values() for each in asked)
    return {query for query in every if _OF_THE_AGENT.search(query)}


def unanswered(asked: Set[str]) -> int:
    """How many of these Prometheus has no answer to within two minutes; says which."""
    until = time.monotonic() + _PATIENCE_SECONDS
    while (open_ones := {each for each in asked if not _answer(each)}) and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)
    for each in open_ones:
        print(f"Prometheus has no answer to {each}", file=sys.stderr)
    return len(open_ones)


def unwatched(folder: Path) -> int:
    """How many alerts of the installation Prometheus does not look at, or cannot; says which."""
    told = httpx2.get(f"{_API}/rules", params={"type": "alert"}, timeout=30).raise_for_status().json()["data"]
    looked_at = {rule["name"] for group in told["groups"] for rule in group["rules"] if rule["health"] == "ok"}
    missing = {rule["alert"] for rule in alerts(folder)} - looked_at
    for each in missing:
        print(f"Prometheus does not look at {each}", file=sys.stderr)
    return len(missing)


def _answer(query: str) -> bool:
    answer = httpx2.get(f"{_API}/query", params={"query": query}, timeout=30)
    return bool(answer.raise_for_status().json()["data"]["result"])
