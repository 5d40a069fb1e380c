"""Deeds of several people at the same moment: real parallel transactions, each connection a thread's own."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection


def together(*deeds: Callable[[], object]) -> list[Exception]:
    """Start all at the same moment; what they raised comes back."""
    start, raised = Barrier(len(deeds)), []

    def run(deed):
        try:
            start.wait()
            deed()
        except Exception as failure:  # a thread's exception ends with the thread; the test looks at all of them
            raised.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised
