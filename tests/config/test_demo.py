"""The demonstration at its published size, built once for the whole file."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.actions import first_broken
from accounts.models import Message, User
from community.models import Household, Notice, Person, Residence
from config import demo
from config.demo.clock import at
from config.demo.renminlu.matters import MATTERS, NOTICES
from config.demo.renminlu.people import Invention
from deliberation.models import Contest, Convention, Mediation, Minutes, OwnersVote, Survey
from grids.actions import tree_faults
from grids.models import Posting, Unit
from issues.actions.verifying import broken_matters
from issues.models import Department, Issue, Step, Whistle
from volunteers.models import Certificate, ServiceRecord

State = Issue.State


@pytest.fixture(scope="module")
def story(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        lines = []
        yield demo.build("renminlu", lines.append), lines
        transaction.set_rollback(True)


@pytest.fixture
def logins(story, db):
    return story[0]


@pytest.fixture
def renminlu(logins):
    return Unit.objects.get(name="人民路社区")


def test_the_published_size(renminlu):
    assert 8500 <= Person.objects.count() <= 8700
    assert 3150 <= Household.objects.count() <= 3300
    assert Unit.objects.of_kind("building").count() == 110


def test_the_estate_of_the_story_has_more_than_180_households(renminlu):
    assert Household.objects.filter(dwelling__building__name__startswith="赤帝巷小区").count() > 180


def test_grids_have_300_to_500_households(renminlu):
    grids = Household.objects.values("dwelling__building__parent").annotate(n=Count("pk"))
    assert grids.count() == 10
    assert all(300 <= grid["n"] <= 500 for grid in grids)


def test_the_tree_is_whole_and_has_both_chains(renminlu):
    assert not list(tree_faults())
    assert not Unit.objects.filter(party_name="").exclude(kind="building").exists()
    assert Unit.objects.of_kind("building").exclude(party_name="").count() > 40


def test_people_are_invented(renminlu):
    numbers = Person.objects.exclude(doc_number=None).values_list("doc_number", flat=True)
    assert all(number.startswith("999999") for number in numbers)
    phones = Posting.objects.exclude(public_phone="").values_list("public_phone", flat=True)
    assert all(phone.startswith("199-0000-9") for phone in phones)


def test_everybody_has_a_home_and_every_household_a_head(renminlu):
    assert Residence.objects.count() == Person.objects.count()
    assert not Household.objects.filter(head=None).exists()


def test_children_are_no_heads(renminlu):
    grown = timezone.localdate() - timedelta(days=18 * 365)
    assert not Household.objects.filter(head__born__gt=grown).exists()


def test_every_building_has_a_head_with_a_number_on_the_board(renminlu):
    heads = Posting.objects.public().filter(role=Posting.Role.BUILDING_HEAD).exclude(public_phone="")
    assert set(heads.values_list("unit", flat=True)) == set(
        Unit.objects.of_kind("building").values_list("pk", flat=True)
    )


def test_matters_stand_in_every_state(renminlu):
    states = dict(Issue.objects.values_list("state").annotate(n=Count("pk")).order_by())
    assert sum(states.values()) == len(MATTERS) >= 58
    assert set(states) == set(State)
    assert min(states[state] for state in (State.WORKING, State.ANSWERED, State.ENDED)) >= 5


def test_the_story_shows_what_may_come_between(renminlu):
    told = set(Step.objects.values_list("verb", flat=True))
    assert told >= {
        "hand_back",
        "allow_return",
        "allow_more_time",
        "pause",
        "ask",
        "rework",
        "decline",
        "merge",
        "lapse",
    }
    assert Issue.objects.filter(more_time=1, due_at__gt=timezone.now()).exists()
    assert Issue.objects.filter(state=State.PAUSED, stopped_until__gt=timezone.now()).exists()


def test_some_matters_are_overdue_and_most_are_not(renminlu):
    assert 3 <= Issue.objects.overdue(timezone.now()).count() <= 10


def test_matters_lie_in_two_months_and_never_ahead(renminlu):
    now = timezone.now()
    first, last = Issue.objects.earliest("received_at"), Issue.objects.latest("received_at")
    assert now - timedelta(days=61) < first.received_at < now - timedelta(days=57)
    assert last.received_at <= now
    assert not Step.objects.filter(at__gt=now).exists()


def test_numbers_run_with_the_days(renminlu):
    numbers = list(Issue.objects.order_by("received_at").values_list("number", flat=True))
    assert numbers == sorted(numbers)


def test_many_matters_are_rated_and_public(renminlu):
    assert Issue.objects.exclude(rating=None).count() >= 25
    assert Issue.objects.public().count() >= 35


def test_no_matter_of_others_is_public(renminlu):
    assert not Issue.objects.filter(~Q(public_title=""), category__confidential=True).exists()


def test_notices_are_public_and_three_still_open(renminlu):
    public = Notice.objects.public()
    assert public.count() == len(NOTICES) == 10
    assert public.filter(until__gte=timezone.localdate()).count() >= 2


def test_old_messages_are_read(renminlu):
    week = timezone.now() - timedelta(days=7)
    assert Message.objects.filter(read_at=None).exists()
    assert not Message.objects.filter(read_at=None, created_at__lt=week).exists()


def test_the_record_is_unbroken(renminlu):
    assert first_broken() is None
    assert [sentences for _last, sentences in broken_matters()] == [[]]


def test_one_account_per_role_with_its_own_password(logins):
    assert [login.role for login in logins] == ["系统管理员", "社区书记", "社区工作者", "网格长", "网格员", "协同部门",
                                                     "志愿者（居民）"]  # fmt: skip
    assert len({login.password for login in logins}) == 7
    for login in logins:
        assert User.objects.get(username=login.username).check_password(login.password)


def test_nobody_else_can_sign_in(logins):
    shown = [login.username for login in logins]
    others = User.objects.exclude(username__in=shown)
    assert others.count() > 15
    assert not [user for user in others if user.has_usable_password()]


def test_three_departments_work_along_and_one_whistle_is_being_answered(renminlu):
    assert Department.objects.reachable().count() == 3
    whistle = Whistle.objects.get(ended_at=None)
    assert [call.arrived_at is not None for call in whistle.calls.all()] == [True, False, False]
    assert whistle.arrive_by > timezone.now()
    assert Issue.objects.get(department__isnull=False).state == State.WORKING


def test_a_meeting_of_five_parties_is_over_signed_with_another_opinion(renminlu):
    minutes = Minutes.objects.get()
    states = sorted(minutes.signatures.values_list("state", flat=True))
    assert (minutes.meeting.state, minutes.meeting.motions.get().state) == ("closed", "passed")
    assert states == ["dissent", "signed", "signed", "signed", "waiting"]
    assert minutes.meeting.motions.get().resolution.published_at


def test_a_hundredth_of_a_square_metre_was_missing(renminlu):
    result = OwnersVote.objects.get().result
    assert result["outcome"] == "rejected" and result["approve_heads"]
    assert result["approve_margin_area"] == -1


def test_a_leak_is_settled_a_question_answered_an_award_shown_and_a_convention_in_force(renminlu):
    assert Mediation.objects.get().state == Mediation.State.AGREED
    assert Survey.objects.get().answers.count() >= 5 and not Survey.objects.get().is_open
    assert Contest.objects.get().topic.resolution.until > timezone.now()
    assert Convention.objects.get().versions.get().outcome["agree"] * 2 > 24


def test_progress_is_told_grid_by_grid(story):
    assert len([line for line in story[1] if "网格：" in line]) == 10


def test_weeks_that_are_over_have_who_came_records_and_a_certificate(logins, client):
    states = set(ServiceRecord.objects.values_list("state", flat=True))
    client.force_login(User.objects.get(username="zhiyuan"), backend="django.contrib.auth.backends.ModelBackend")
    page = client.get("/my/service/").content.decode()
    assert states == {"confirmed", "waiting"} and Certificate.objects.get().number in page


def test_a_second_run_is_refused(logins):
    for name in demo.STORIES:
        with pytest.raises(ValidationError) as refusal:
            demo.build(name, print)
        assert refusal.value.code == "filled"


def test_the_command_says_why_it_refuses(logins):
    with pytest.raises(CommandError, match="空的系统"):
        call_command("demo", "renminlu")


def test_the_same_seed_invents_the_same_people():
    today = timezone.localdate()
    one, two = (Invention(7, today) for _ in range(2))
    assert [one.full_name("1") for _ in range(20)] == [two.full_name("1") for _ in range(20)]


def test_the_clock_of_a_story_ends_with_it():
    then = timezone.now() - timedelta(days=30)
    with at(then):
        assert timezone.now() == then
        assert timezone.localdate() == timezone.localtime(then).date()
        assert Issue().received_at == then
    assert timezone.now() - then >= timedelta(days=30)


def test_the_clock_is_put_back_after_a_failure():
    with pytest.raises(KeyError), at(timezone.now() - timedelta(days=30)):
        raise KeyError
    assert timezone.now().year == timezone.localdate().year
