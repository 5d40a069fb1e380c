from django.db import connection

from jobs.work import Run, work

CHUNK = 1000


@work("counting.rows", long=True)
def count(run: Run, upto: int) -> None:
    for start in range(run.checkpoint.get("at_row", 0), upto, CHUNK):
        numbers = range(start, start + CHUNK)
        with run.chunk(done=start + CHUNK, total=upto, at_row=start + CHUNK), connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO counted (number) VALUES {', '.join(['(%s)'] * CHUNK)}", numbers)
    run.finish(counted=upto)
