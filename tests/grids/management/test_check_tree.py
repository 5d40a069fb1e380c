import pytest
from django.core.management import CommandError, call_command

from grids.models import Unit


def test_a_whole_tree_passes(town, capsys):
    call_command("check_tree")
    assert capsys.readouterr().out == "whole: 8 units\n"


def test_a_corrupted_tree_ends_in_an_error_that_names_it(town, capsys):
    Unit.objects.filter(pk=town.south.pk).update(lft=2)
    with pytest.raises(CommandError):
        call_command("check_tree")
    assert f"unit {town.south.pk}:" in capsys.readouterr().err


def test_rebuild_mends_places(town, capsys):
    Unit.objects.exclude(pk=town.street.pk).update(lft=1, rght=2, level=0)
    call_command("check_tree", rebuild=True)
    assert "put right: 7 units" in capsys.readouterr().out


def test_rebuild_does_not_hide_a_wrong_kind(town):
    Unit.objects.filter(pk=town.area.pk).update(kind="grid")
    with pytest.raises(CommandError):
        call_command("check_tree", rebuild=True)
