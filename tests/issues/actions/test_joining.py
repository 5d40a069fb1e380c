"""“我也遇到”: what is shown before the same is sent twice, and what becomes of who joins."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message, User
from issues import actions
from issues.actions import joining
from issues.actions.family import people_of
from issues.actions.merging import merge
from issues.models import Category, Issue, Joiner, Policy, Proposal, Visit
from jobs.work import drain

DARK = "2 单元楼道灯不亮"


@pytest.fixture
def light():
    Category.objects.filter(code="facility.stairlight").update(photo_after=False)
    return Category.objects.get(code="facility.stairlight")


@pytest.fixture
def dark(matter, light):
    return matter(text=DARK, category=light)


@pytest.fixture
def look(town, light):
    def find(text=DARK, **facts):
        return joining.candidates(**{"text": text, "unit": town.building, "category": light} | facts)

    return find


@pytest.fixture
def me_too(dark):
    def join(**facts):
        return joining.join(facts.pop("issue", dark), **{"key": uuid4()} | facts)

    return join


@pytest.fixture
def neighbour(town):
    user = User.objects.create_user("wu", name="吴邻")
    return user


def refusal(deed, *args, **facts) -> str:
    with pytest.raises(ValidationError) as caught:
        deed(*args, **facts)
    return caught.value.error_list[0].code


def texts_to(phone: str) -> list[str]:
    """Where their links lead; addresses are sealed, so the database cannot look for one."""
    return [message.link for message in Message.objects.filter(recipient=None) if message.address == phone]


def test_the_same_matter_is_found_without_a_word_of_the_reporter(dark, look):
    (found,) = look()
    assert (found.number, found.title, found.text, found.place, found.when) == (
        dark.number,
        dark.category.name,
        "",
        "第1网格",
        "今天",
    )
    assert DARK not in repr(found)


def test_staffs_own_words_are_shown_where_there_are_any(dark, look, town):
    actions.publish(dark, title="1栋楼道灯不亮", text="正在换灯", by=town.north_leader)
    assert [(found.title, found.text) for found in look()] == [("1栋楼道灯不亮", "正在换灯")]


def test_confidential_matters_are_never_shown(matter, look):
    private = Category.objects.filter(confidential=True, parent__isnull=False).first()
    matter(text=DARK, category=private)
    assert look(category=private) == []


def test_unsorted_matter_that_reads_like_a_family_matter_is_not_shown(matter, look):
    matter(text="老公家暴打人，我和孩子都害怕", category=None)
    assert look(text="老公家暴打人，我和孩子都害怕", category=None) == []


def test_what_the_reporter_took_out_is_not_shown(dark, look):
    Issue.objects.update(hidden_by_reporter=True)
    assert look() == []


def test_old_declined_and_merged_matters_are_not_shown(matter, light, look, town):
    old, declined, merged, main = [matter(text=DARK, category=light, phone="") for _ in range(4)]
    Issue.objects.filter(pk=old.pk).update(received_at=timezone.now() - timedelta(days=31))
    actions.decline(declined, reason="不归社区管", by=town.north_leader)
    merge(merged, into=main, by=town.north_leader)
    assert [found.number for found in look()] == [main.number]


def test_matters_of_another_community_are_not_shown(dark, look, town):
    from grids import actions as grids

    other = grids.add_unit("community", "白沙社区", "999999001002", parent=town.street, by=None)
    assert look(unit=other) == []


def test_at_most_five_are_shown(matter, light, look):
    for _ in range(8):
        matter(text=DARK, category=light, phone="")
    assert len(look()) == 5


def test_ended_matters_are_shown_but_cannot_be_joined(dark, look, town, me_too):
    actions.take(dark, by=town.north_worker)
    actions.answer(dark, text="换好了", by=town.north_worker)
    actions.close(dark, by=town.north_leader)
    (found,) = look()
    assert not found.joinable
    assert refusal(me_too) == "ended"


def test_looking_costs_the_same_for_one_and_for_thirty(matter, light, look, cost):
    assert cost(look, lambda: matter(text=DARK, category=light, phone=""), 30)


def test_joining_counts_and_leaves_a_step_without_a_name(dark, me_too, neighbour):
    joiner = me_too(user=neighbour, text="我家门口也黑")
    dark.refresh_from_db()
    step = dark.steps.last()
    assert (dark.joined, step.verb, step.by, step.text) == (1, "join", None, "")
    assert people_of(dark) == 2
    assert joiner.token not in (dark.token, "")


@pytest.mark.parametrize("again", ["key", "phone", "user"])
def test_the_same_person_counts_once(dark, me_too, neighbour, again):
    facts = {"key": uuid4()} if again == "key" else {again: {"phone": "199 0000 0013", "user": neighbour}[again]}
    assert me_too(**facts) == me_too(**facts)
    assert Joiner.objects.count() == Issue.objects.get().joined == 1


def test_own_matter_cannot_be_joined(matter, light, me_too, neighbour):
    assert refusal(me_too, phone="19900000012") == "own"
    assert refusal(me_too, issue=matter(reporter=neighbour, category=light), user=neighbour) == "own"


def test_joining_a_merged_matter_joins_its_main(dark, matter, me_too, town):
    main = matter(text="整栋楼道都黑", category=dark.category)
    merge(dark, into=main, by=town.north_leader)
    assert me_too(phone="19900000013").issue == main


def test_confidential_matter_cannot_be_joined_by_anybody(dark, me_too):
    Category.objects.filter(pk=dark.category_id).update(confidential=True)
    assert refusal(me_too) == "ended"


def test_wrong_number_is_named(me_too):
    assert refusal(me_too, phone="123") == "phone"


def test_whoever_works_on_it_is_not_disturbed_by_a_joiner(dark, me_too, town):
    seen = dark.version
    me_too(phone="19900000013")
    actions.take(Issue.objects.get(), by=town.north_worker, seen=seen)


def test_joiner_is_told_of_each_change_and_led_to_the_own_page(dark, me_too, neighbour, town):
    joiner = me_too(user=neighbour)
    actions.take(dark, by=town.north_worker)
    actions.answer(dark, text="灯已换好", by=town.north_worker)
    actions.close(dark, by=town.north_leader)
    drain()
    told = Message.objects.filter(recipient=neighbour, title__startswith="您附议").order_by("pk")
    assert [(message.title, message.link) for message in told] == [
        (f"您附议的事项 {dark.number}：给出答复", f"/j/{joiner.token}/"),
        (f"您附议的事项 {dark.number}：核查通过，办结", f"/j/{joiner.token}/"),
    ]


def test_what_the_reporter_is_asked_is_not_asked_of_joiners(dark, me_too, neighbour, town):
    me_too(user=neighbour)
    actions.take(dark, by=town.north_worker)
    actions.ask(dark, text="您家几楼？", by=town.north_worker)
    drain()
    assert not Message.objects.filter(recipient=neighbour).exists()
    assert dark.steps.last().verb == "ask"


def test_joiner_without_an_account_gets_a_text_where_texts_can_be_sent(dark, me_too, town, settings):
    joiner = me_too(phone="19900000013")
    actions.take(dark, by=town.north_worker)
    actions.answer(dark, text="灯已换好", by=town.north_worker)
    drain()
    assert texts_to("19900000013") == []
    settings.SENDERS = {"sms": "accounts.senders.MailSender", "mail": "accounts.senders.MailSender"}
    actions.close(dark, by=town.north_leader)
    drain()
    assert f"/j/{joiner.token}/" in texts_to("19900000013")


def test_joiner_rates_on_their_own_once(answered, neighbour):
    joiner = joining.join(answered, key=uuid4(), user=neighbour)
    visit = joining.rate_joined(joiner, stars=2, text="还是暗")
    assert (visit.stars, visit.solved, visit.joiner) == (2, "no", joiner)
    answered.refresh_from_db()
    assert (answered.state, answered.rating) == ("answered", None)
    assert refusal(joining.rate_joined, joiner, stars=5) == "rated"
    assert Visit.objects.count() == 1


def test_joiner_rates_again_after_it_was_begun_again(answered, neighbour, town):
    joiner = joining.join(answered, key=uuid4(), user=neighbour)
    joining.rate_joined(joiner, stars=1)
    actions.reopen(answered, reason="又灭了")
    assert refusal(joining.rate_joined, joiner, stars=5) == "not_yet"
    answered.refresh_from_db()
    actions.answer(answered, text="线路也换了", by=town.north_worker)
    joiner.refresh_from_db()
    assert joining.rate_joined(joiner, stars=5).round == 2


def test_what_a_joiner_says_of_the_answer_is_not_on_the_reporters_receipt(answered, neighbour):
    joiner = joining.join(answered, key=uuid4(), user=neighbour)
    joining.rate_joined(joiner, stars=2, text="还是暗")
    assert not answered.steps.public().filter(text__contains="还是暗").exists()


def test_many_joiners_propose_a_topic(dark, me_too):
    Policy.current()
    Policy.objects.update(topic_joiners=3)
    for tail in "345":
        assert not Proposal.objects.exists()
        me_too(phone=f"1990000001{tail}")
    proposal = Proposal.objects.get()
    assert (proposal.kind, proposal.issue, proposal.why) == ("topic", dark, "4 人反映同一件事")


def test_reference_of_a_candidate_opens_its_matter_for_a_day(dark, look, time_machine):
    (found,) = look()
    assert joining.matter_of(found.ref) == dark
    assert joining.matter_of(dark.number) is None
    assert joining.matter_of(found.ref[:-1] + "x") is None
    time_machine.move_to(timezone.now() + timedelta(days=2))
    assert joining.matter_of(found.ref) is None


def test_public_matter_is_opened_by_its_number(dark, town):
    actions.publish(dark, title="1栋楼道灯不亮", by=town.north_leader)
    assert joining.matter_of(dark.number) == dark
