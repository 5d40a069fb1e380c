"""The embedded carrier: finds jobs in the table by itself and is its own clock; no broker needed.

Two lanes, so that a login code does not wait behind a roster of 100,000 rows: the first lane carries
anything, the second one never takes work that was declared ``long``.
"""

import logging
import threading
import time

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from jobs import clock
from jobs.models import Job
from jobs.work import LONG, carry

log = logging.getLogger(__name__)
LOOK = 0.5
TICK = 15
AFTER_FAULT = 3
PATIENCE = 25


class Worker:
    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.lanes = [
            threading.Thread(target=self.lane, args=(skip,), name=name, daemon=True)
            for name, skip in (("any", frozenset()), ("short", LONG))
        ]

    def run(self) -> None:
        """Until ``stop``: the lanes carry, this thread minds the clock."""
        for lane in self.lanes:
            lane.start()
        while not self.stopping.is_set():
            self.guarded(self.mind_clock)
            self.stopping.wait(TICK)
        # a chunk in progress is finished; work without chunks may have to be left to its lease
        deadline = time.monotonic() + PATIENCE
        for lane in self.lanes:
            lane.join(timeout=max(0, deadline - time.monotonic()))
        connection.close()

    def stop(self, *signal) -> None:
        self.stopping.set()

    def lane(self, skip: set[str] | frozenset[str]) -> None:
        while not self.stopping.is_set():
            if not self.guarded(lambda: self.carry_next(skip)):
                self.stopping.wait(LOOK)
        connection.close()

    def carry_next(self, skip: set[str] | frozenset[str]) -> bool:
        pk = Job.objects.due().exclude(kind__in=skip).values_list("pk", flat=True).first()
        if pk is None:
            return False
        carry(pk, stopping=self.stopping)
        return True

    def mind_clock(self) -> bool:
        clock.alive("worker", "clock")
        return bool(clock.tick())

    def guarded(self, step) -> bool:
        """A database that is locked or restarting is waited for; the lease covers what was half done."""
        close_old_connections()
        try:
            return step()
        except (DatabaseError, InterfaceError):
            log.warning("database does not answer, trying again", exc_info=True)
            connection.close()
            self.stopping.wait(AFTER_FAULT)
            return False
