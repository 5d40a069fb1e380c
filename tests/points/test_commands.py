import pytest
from django.core.management import CommandError, call_command


def test_the_bench_measures_and_leaves_a_whole_book(db, capsys):
    """Without client processes, which a test's transaction would hide from."""
    call_command("bench_points", "--sizes", "400", "--clients", "0")
    told = capsys.readouterr().out
    assert "a statement of 300 people" in told
    assert "400 transfers: passbook" in told


def test_the_bench_refuses_a_database_that_is_used(town):
    with pytest.raises(CommandError):
        call_command("bench_points")
