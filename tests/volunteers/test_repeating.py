from datetime import date

from volunteers.repeating import days_of, moved_weekdays


def test_every_second_week_is_counted_from_the_first():
    first, last = date(2026, 9, 9), date(2026, 10, 20)
    days = list(days_of("13", 2, first, last, first, lambda day: False))
    assert days == [date(2026, 9, 9), date(2026, 9, 21), date(2026, 9, 23), date(2026, 10, 5), date(2026, 10, 7),
                    date(2026, 10, 19)]  # fmt: skip


def test_days_in_both_rules_stay_and_the_others_are_paired():
    assert moved_weekdays("246", "247") == ({2: 2, 4: 4, 6: 7}, set())
    assert moved_weekdays("246", "24") == ({2: 2, 4: 4}, {6})
    assert moved_weekdays("2", "35") == ({2: 3}, set())
