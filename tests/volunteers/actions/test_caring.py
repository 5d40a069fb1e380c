"""Care visits: the list comes from the register within one's scope and for a purpose; who went, what was brought."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from volunteers.actions import caring
from volunteers.models import CareRound, CareVisit


@pytest.fixture
def aged(town):
    until = timezone.localdate() + timedelta(days=7)
    return caring.begin_round(
        town.community,
        title="重阳节走访",
        whom="aged_60",
        purpose="重阳节走访慰问",
        until=until,
        gift="米",
        by=town.clerk,
    )


def test_a_list_of_the_register_names_who_is_visited_and_is_on_record(town, aged):
    assert [visit.person for visit in aged.visits.all()] == [town.zeng]
    entry = AuditEntry.objects.get(verb="care.listed")
    assert (entry.reason, entry.detail["count"]) == ("重阳节走访慰问", 1)


def test_grid_workers_see_only_their_own_neighbours_of_a_round(town, aged):
    assert CareVisit.objects.visible_to(town.south_worker).count() == 1
    assert not CareVisit.objects.visible_to(town.north_worker).exists()
    assert list(CareRound.objects.visible_to(town.south_worker)) == [aged]
    assert not CareRound.objects.visible_to(town.north_worker).exists()


def test_a_purpose_is_asked_for(town):
    with pytest.raises(ValidationError) as refusal:
        caring.begin_round(
            town.community, title="走访", whom="aged_60", purpose="走", until=timezone.localdate(), by=town.clerk
        )
    assert refusal.value.code == "purpose"


def test_who_went_and_what_was_brought(town, aged):
    visit = aged.visits.get()
    with pytest.raises(ValidationError):
        caring.note_visit(visit, state="visited", went="", by=town.south_worker)
    kept = caring.note_visit(visit, state="visited", went="乔木、志愿者", brought="米 5 公斤", by=town.south_worker)
    assert (kept.state, kept.on, kept.brought) == ("visited", timezone.localdate(), "米 5 公斤")
