import pytest
from rules import has_perm

from community.models import Person


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("north_worker", False), ("north_leader", False), ("stranger", False),
        ("clerk", True), ("secretary", True), ("admin", True),
    ],
)  # fmt: skip
def test_only_those_who_keep_data_may_export_it(town, who, may):
    assert has_perm("community.export_people", getattr(town, who)) is may


@pytest.mark.parametrize("who", ["north_worker", "north_leader", "clerk", "secretary", "admin"])
def test_staff_above_may_reveal(town, who):
    assert has_perm("community.reveal_person", getattr(town, who), town.wang)


@pytest.mark.parametrize("who", ["south_worker", "south_leader", "stranger"])
def test_nobody_else_may(town, who):
    assert not has_perm("community.reveal_person", getattr(town, who), town.wang)


def test_a_superuser_flag_opens_nothing(town):
    town.stranger.is_superuser = town.stranger.is_staff = True
    town.stranger.save()
    assert not has_perm("community.reveal_person", town.stranger, town.wang)
    assert not Person.objects.visible_to(town.stranger).exists()
