"""Keys of the open interface."""

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from issues.actions.keys import end_key, key_of, keyed_units, make_key
from issues.models import ApiKey


def test_only_the_systems_administrator_makes_keys_and_only_for_communities_below(town):
    assert list(keyed_units(town.admin)) == [town.community]
    for user in (town.secretary, town.clerk, town.north_leader, town.stranger):
        assert not keyed_units(user).exists()
        with pytest.raises(ValidationError):
            make_key(town.community, name="市城管应用", by=user)
    with pytest.raises(ValidationError):
        make_key(town.north, name="市城管应用", by=town.admin)


def test_a_key_needs_a_name(town):
    with pytest.raises(ValidationError) as refusal:
        make_key(town.community, name=" \u200b", by=town.admin)
    assert refusal.value.code == "name"


def test_a_key_opens_until_it_ends_and_both_are_on_record(town):
    row, plain = make_key(town.community, name="市城管应用", by=town.admin)
    assert key_of(plain) == row
    end_key(row, by=town.admin)
    assert key_of(plain) is None
    with pytest.raises(ValidationError):
        end_key(row, by=town.admin)
    verbs = list(AuditEntry.objects.filter(verb__startswith="issues.key").values_list("verb", flat=True))
    assert verbs == ["issues.key_made", "issues.key_ended"]


def test_two_keys_are_never_the_same(town):
    plains = {make_key(town.community, name="市城管应用", by=town.admin)[1] for _number in range(5)}
    assert len(plains) == ApiKey.objects.count() == 5
    assert min(map(len, plains)) >= 32
