"""Counts the ready pods of services while something happens to a simulated cluster."""
import json
import math
import threading
import time
from collections import Counter
from typing import NamedTuple


class Service(NamedTuple):
    """A service, how many pods it has, and how many of them evictions leave."""

    name: str
    replicas: int
    floor: int


def floor(budget, replicas):
    """The ready pods that a budget keeps, as the disruption controller counts: percentages are rounded up."""
    def pods(text):
        return math.ceil(replicas * int(text[:-1]) / 100) if str(text).endswith("%") else int(text)

    spec = budget["spec"]
    return pods(spec["minAvailable"]) if "minAvailable" in spec else max(0, replicas - pods(spec["maxUnavailable"]))


def pods_of(kubectl, services):
    names = {service.name for service in services}
    return [pod for pod in json.loads(kubectl("get", "--raw", "/api/v1/pods"))["items"] if pod["metadata"]["namespace"] in names]


def is_ready(pod):
    """Ready as budgets count it: what is on its way out is not."""
    conditions = pod.get("status", {}).get("conditions", [])
    return "deletionTimestamp" not in pod["metadata"] and any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)


def settled(kubectl, services):
    """Whether each service has all its pods, ready, and no other."""
    pods = pods_of(kubectl, services)
    ready = Counter(pod["metadata"]["namespace"] for pod in pods if is_ready(pod))
    return len(pods) == sum(ready.values()) and all(ready[service.name] == service.replicas for service in services)


def await_settled(kubectl, services, patience):
    """The pods that hold it up, after so many seconds; nothing once all is in its place."""
    end = time.monotonic() + patience
    while not settled(kubectl, services):
        if time.monotonic() > end:
            return [waiting(pod) for pod in pods_of(kubectl, services) if not is_ready(pod)] or ["a service has too few pods"]
        time.sleep(0.3)
    return []


def waiting(pod):
    conditions = pod.get("status", {}).get("conditions", [])
    why = next((one["message"] for one in conditions if one["type"] == "PodScheduled" and one["status"] == "False"), "not ready")
    return f"a pod of {pod['metadata']['namespace']} is left: {why}"


class Watch(threading.Thread):
    """The fewest ready pods of each service from its start to its end, seen about three times a second."""

    def __init__(self, kubectl, services):
        super().__init__(daemon=True)
        self.kubectl, self.services = kubectl, services
        self.lowest, self.count, self.error, self.over = {service.name: service.replicas for service in services}, 0, None, threading.Event()

    def observe(self):
        ready = Counter(pod["metadata"]["namespace"] for pod in pods_of(self.kubectl, self.services) if is_ready(pod))
        self.lowest = {name: min(lowest, ready[name]) for name, lowest in self.lowest.items()}
        self.count += 1

    def run(self):
        try:
            while not self.over.wait(0.3):
                self.observe()
        except Exception as error:  # raised again where the watch ends
            self.error = error

    def __enter__(self):
        self.observe()
        self.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.join()
        if self.error:
            raise self.error
        self.observe()
