import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry, Message
from issues import actions, news
from issues.actions import departments
from issues.actions.merging import Part, split
from issues.models import Department, Issue, Member
from issues.views.dept_rows import Veil
from tests.issues.departments import add_departments, blown

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(town):
    return add_departments(town)


@pytest.fixture
def in_hand(matter, town):
    """The police office has it in hand."""
    issue = matter(name="王小明", place="2单元301", text="楼下养猪，味道大")
    actions.assign(issue, to=town.police, by=town.north_leader)
    return issue


def code_of(deed) -> str:
    with pytest.raises(ValidationError) as refusal:
        deed()
    return refusal.value.error_list[0].code


def test_a_department_is_named_once_in_its_unit(town):
    again = {"name": " 青石派出所 ", "kind": "police", "unit": town.community, "by": town.clerk}
    assert code_of(lambda: departments.open_department(**again)) == "name_taken"


def test_an_ended_department_comes_back_without_its_former_people(town):
    departments.end_department(town.police, by=town.clerk)
    back = departments.open_department(name="青石派出所", kind="police", unit=town.community, by=town.clerk)
    assert back == town.police
    assert not Department.objects.of(town.at_police).exists()


def test_a_department_with_work_in_hand_does_not_end(in_hand, town):
    assert code_of(lambda: departments.end_department(town.police, by=town.clerk)) == "in_hand"


def test_a_department_that_is_called_does_not_end(matter, town):
    blown(matter(), town)
    assert code_of(lambda: departments.end_department(town.animals, by=town.clerk)) == "called"


def test_a_newcomer_gets_a_login_without_a_post(town):
    member, password = departments.add_newcomer(town.police, name="陈警官", by=town.clerk)
    assert member.user.check_password(password)
    assert member.user.must_change_password
    assert not member.user.postings.exists()
    assert AuditEntry.objects.filter(verb="department.member_added", actor=town.clerk).exists()


def test_staff_do_not_work_for_a_department(town):
    for user in (town.north_worker, town.admin):
        assert code_of(lambda user=user: departments.add_member(town.police, user=user, by=town.clerk)) == "staff"


def test_nobody_is_a_member_twice(town):
    assert code_of(lambda: departments.add_member(town.police, user=town.at_police, by=town.clerk)) == "member_twice"


def test_who_left_sees_nothing_from_today_on(in_hand, town):
    member = town.police.members.get()
    assert Issue.objects.given_to(town.at_police).exists()
    departments.end_member(member, by=town.clerk)
    assert not Issue.objects.given_to(town.at_police).exists()
    assert Member.objects.get(pk=member.pk).until == timezone.localdate()
    assert code_of(lambda: departments.end_member(member, by=town.clerk)) == "moved_on"


def test_its_people_are_told_of_a_matter_without_a_word_of_the_reporter(in_hand, town):
    news.tell_step(in_hand.steps.get(verb="assign").pk)
    message = Message.objects.get(recipient=town.at_police)
    assert message.title == f"派给你们单位一件事：{in_hand.number}"
    assert message.link == f"/dept/cases/{in_hand.pk}/"
    assert not {"王小明", "19900000012", "301", "味道"} & {word for word in (message.title, message.body)}
    assert "1栋" in message.body


def test_the_committee_is_asked_and_answers(in_hand, town):
    departments.ask_committee(in_hand, text="明早九点上门，行不行？", by=town.at_police)
    asked = Message.objects.filter(title__startswith="青石派出所请社区联系居民")
    assert set(asked.values_list("recipient", flat=True)) == {town.north_leader.pk, town.north_worker.pk}
    departments.answer_department(in_hand, text="可以，请在楼下等。", by=town.north_worker)
    assert Message.objects.filter(recipient=town.at_police, body="可以，请在楼下等。").exists()
    assert not in_hand.steps.filter(verb="record", is_public=True).exists()


def test_who_reported_the_whole_is_not_told_with_a_part(in_hand, town):
    part = split(in_hand, parts=[Part(text="先把门口的栏杆修好")], by=town.north_leader)[0]
    words = "王小明说可以"
    assert code_of(lambda: departments.answer_department(part, text=words, by=town.north_worker)) == "identity"
    assert "王小明" not in Veil(part)(f"栏杆的事，{words}")


@pytest.mark.parametrize("words", ["王小明说可以", "打 199 0000 0012", "找138-0000-1234"])
def test_the_answer_does_not_say_who_it_is(in_hand, town, words):
    refused = code_of(lambda: departments.answer_department(in_hand, text=words, by=town.north_worker))
    assert refused in ("identity", "private")


def test_without_consent_nobody_of_a_department_gets_the_contact(in_hand, town):
    assert code_of(lambda: departments.reveal_shared(in_hand, reason="约时间", by=town.at_police)) == "no_consent"
    assert not AuditEntry.objects.filter(verb="issues.reveal_contact").exists()


def test_with_consent_the_contact_is_shown_on_record(in_hand, town):
    Issue.objects.update(shares_contact=True)
    in_hand.refresh_from_db()
    contact = departments.reveal_shared(in_hand, reason="约时间", by=town.at_police)
    assert contact == {"name": "王小明", "phone": "19900000012", "place": "2单元301"}
    entry = AuditEntry.objects.get(verb="issues.reveal_contact")
    assert (entry.actor, entry.reason, entry.target) == (town.at_police, "约时间", f"issue:{in_hand.pk}")


def test_another_department_does_not_see_it(in_hand, town):
    assert not Issue.objects.given_to(town.at_animals).exists()
