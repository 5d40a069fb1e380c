"""The State Council's official days off and make-up workdays, year by year, as its yearly notice gives them.

Only what a new installation starts with: later years are entered in the administration when the notice is out,
usually in November.
"""

from datetime import date, timedelta

# first day off, last day off, name
REST = (
    ("2024-01-01", "2024-01-01", "元旦"),
    ("2024-02-10", "2024-02-17", "春节"),
    ("2024-04-04", "2024-04-06", "清明节"),
    ("2024-05-01", "2024-05-05", "劳动节"),
    ("2024-06-08", "2024-06-10", "端午节"),
    ("2024-09-15", "2024-09-17", "中秋节"),
    ("2024-10-01", "2024-10-07", "国庆节"),
    ("2025-01-01", "2025-01-01", "元旦"),
    ("2025-01-28", "2025-02-04", "春节"),
    ("2025-04-04", "2025-04-06", "清明节"),
    ("2025-05-01", "2025-05-05", "劳动节"),
    ("2025-05-31", "2025-06-02", "端午节"),
    ("2025-10-01", "2025-10-08", "国庆节、中秋节"),
    ("2026-01-01", "2026-01-03", "元旦"),
    ("2026-02-15", "2026-02-23", "春节"),
    ("2026-04-04", "2026-04-06", "清明节"),
    ("2026-05-01", "2026-05-05", "劳动节"),
    ("2026-06-19", "2026-06-21", "端午节"),
    ("2026-09-25", "2026-09-27", "中秋节"),
    ("2026-10-01", "2026-10-07", "国庆节"),
)
# Saturdays and Sundays that are worked instead
WORK = (
    ("2024-02-04 2024-02-18", "春节"),
    ("2024-04-07", "清明节"),
    ("2024-04-28 2024-05-11", "劳动节"),
    ("2024-09-14", "中秋节"),
    ("2024-09-29 2024-10-12", "国庆节"),
    ("2025-01-26 2025-02-08", "春节"),
    ("2025-04-27", "劳动节"),
    ("2025-09-28 2025-10-11", "国庆节、中秋节"),
    ("2026-01-04", "元旦"),
    ("2026-02-14 2026-02-28", "春节"),
    ("2026-05-09", "劳动节"),
    ("2026-09-20 2026-10-10", "国庆节"),
)


def span(first: str, last: str) -> list[str]:
    start = date.fromisoformat(first)
    days = (date.fromisoformat(last) - start).days + 1
    return [(start + timedelta(days=n)).isoformat() for n in range(days)]


# ISO date, whether it is worked, name
SEED: tuple[tuple[str, bool, str], ...] = tuple(
    sorted(
        [(day, False, name) for first, last, name in REST for day in span(first, last)]
        + [(day, True, f"{name}调休上班") for days, name in WORK for day in days.split()]
    )
)
