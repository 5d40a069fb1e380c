from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from rules import has_perm

from accounts.models import AuditEntry, Message
from community.actions import add_person, record_death
from community.actions.needs import add_need, end_need, groups_for, review_need
from community.actions.reminders import tell_reviews_due
from community.models import ServiceNeed

TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def spring():
    with time_machine.travel("2026-03-02 09:00+08:00", tick=False):
        yield


@pytest.fixture
def need(town):
    return add_need(town.wang, "disabled", basis="残疾人证", grade="肢体二级", by=town.north_worker)


def test_a_need_is_looked_at_again_after_a_year(town, need):
    assert (need.since, need.until, need.review_on) == (TODAY, None, date(2027, 3, 2))


def test_the_record_never_says_which_group(town, need):
    entry = AuditEntry.objects.get(verb="need.added")
    assert entry.target == f"person:{town.wang.pk}"
    assert "disabled" not in str(entry.detail) and "残疾" not in str(entry.detail)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"group": "disabled", "basis": " "}, "no_basis"),
        ({"group": "old", "basis": "看着像"}, "no_group"),
        ({"group": "veteran", "basis": "证", "until": TODAY - timedelta(days=1)}, "past"),
        ({"group": "veteran", "basis": "证", "review_on": TODAY - timedelta(days=1)}, "past"),
        ({"group": "mental_illness", "basis": "证"}, "restricted"),
    ],
)
def test_what_is_refused(town, facts, code):
    with pytest.raises(ValidationError) as refusal:
        add_need(town.li, facts.pop("group"), by=town.secretary, **facts)
    assert refusal.value.code == code


def test_the_same_group_stands_once(town, need):
    with pytest.raises(ValidationError) as refusal:
        add_need(town.wang, "disabled", basis="又一次", by=town.clerk)
    assert refusal.value.code == "known_need"


def test_the_dead_need_nothing(town):
    record_death(town.li, by=None)
    town.li.refresh_from_db()
    with pytest.raises(ValidationError):
        add_need(town.li, "veteran", basis="证", by=town.clerk)


def test_a_need_ends_by_its_date_without_anybody(town):
    add_need(town.li, "expecting", basis="社区走访", until=date(2026, 6, 1), by=town.clerk)
    assert ServiceNeed.objects.current(date(2026, 6, 1)).count() == 1
    assert ServiceNeed.objects.current(date(2026, 6, 2)).count() == 0


def test_what_was_entered_today_by_mistake_goes_altogether(town, need):
    end_need(need, by=town.north_worker)
    assert not ServiceNeed.objects.exists()
    assert AuditEntry.objects.filter(verb="need.taken_back").exists()


def test_an_older_need_keeps_its_dates(town, need):
    with time_machine.travel("2026-05-10 09:00+08:00", tick=False):
        end_need(need, by=town.north_worker)
        assert not ServiceNeed.objects.current().exists()
        with pytest.raises(ValidationError):
            end_need(need, by=town.clerk)
    need.refresh_from_db()
    assert need.until == date(2026, 5, 9)


def test_a_review_pressed_twice_counts_once(town, need):
    with time_machine.travel("2027-03-05 09:00+08:00", tick=False):
        review_need(need, seen=date(2027, 3, 2), by=town.north_worker)
        with pytest.raises(ValidationError):
            review_need(need, seen=date(2027, 3, 2), by=town.north_worker)
    assert need.review_on == date(2028, 3, 5)
    assert AuditEntry.objects.filter(verb="need.reviewed").count() == 1


# --- restricted groups --------------------------------------------------------------------------
@pytest.fixture
def restricted_on(settings):
    settings.RESTRICTED_GROUPS_ON = True


@pytest.mark.parametrize(
    ("who", "may"),
    [("north_worker", False), ("north_leader", True), ("clerk", True), ("south_leader", False), ("stranger", False)],
)
def test_who_may_enter_restricted_groups(town, restricted_on, who, may):
    assert has_perm("community.restricted_needs", getattr(town, who), town.wang) is may
    assert ("mental_illness" in groups_for(getattr(town, who), town.wang)) is may


def test_restricted_groups_are_off_by_default(town):
    assert "mental_illness" not in groups_for(town.secretary, town.wang)


def test_a_restricted_need_is_not_there_for_the_grid_worker(town, restricted_on, settings):
    add_need(town.wang, "mental_illness", basis="本人申请", by=town.north_leader)
    assert not ServiceNeed.objects.visible_to(town.north_worker).exists()
    assert ServiceNeed.objects.visible_to(town.north_leader).count() == 1
    settings.RESTRICTED_GROUPS_ON = False
    assert not ServiceNeed.objects.visible_to(town.secretary).exists()


@pytest.mark.parametrize("who", ["south_worker", "stranger"])
def test_others_see_no_needs_at_all(town, need, who):
    user = getattr(town, who)
    assert not has_perm("community.add_need", user, town.wang)
    assert not has_perm("community.change_need", user, need)


# --- the clock ------------------------------------------------------------------------------------
def test_the_grid_worker_is_told_once_when_reviews_fall_due(town, need):
    add_need(town.li, "veteran", basis="证", by=town.clerk)
    with time_machine.travel("2027-03-04 09:00+08:00", tick=False):
        tell_reviews_due()
        tell_reviews_due()
    message = Message.objects.get()
    assert message.recipient == town.north_worker
    assert message.title == "有 2 项服务需求到了复核的日子"
    assert "王" not in message.title + message.body


def test_a_grid_without_worker_tells_its_leader(town, need):
    town.north_worker.postings.update(until=TODAY)
    with time_machine.travel("2027-03-04 09:00+08:00", tick=False):
        tell_reviews_due()
    assert Message.objects.get().recipient == town.north_leader


def test_nobody_is_told_of_the_dead_or_of_the_far_past(town, need):
    record_death(town.wang, new_heads=[town.li], by=None)
    someone = add_person("何小北", dwelling=town.home, relation="20", by=None)
    add_need(someone, "veteran", basis="证", review_on=TODAY, by=town.clerk)
    with time_machine.travel("2027-03-04 09:00+08:00", tick=False):
        assert tell_reviews_due() == 0
