"""双报到: the loop closes, each sees what is theirs; and pairs with their three lists."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Message
from community.actions import add_organisation
from tests.volunteers.neighbours import neighbour
from volunteers.actions import pairing, reporting, wishing
from volunteers.models import Pair, PairLine, Partner, Service, Wish
from volunteers.views.pairs import kind_of

S, Kind = Service.State, PairLine.Kind


@pytest.fixture
def bank(town):
    shop = add_organisation(town.building, kind="firm", name="青石银行", by=town.clerk)
    return reporting.add_partner(town.community, organisation=shop, by=town.clerk)


@pytest.fixture
def member(town, bank):
    row = reporting.report_in(bank, neighbour(town, "党员甲"), offers="会法律", by=town.clerk)
    return reporting.place(row, town.north, by=town.north_leader)


def refused(act, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.code == code


def test_the_loop_closes(town, bank, member, django_capture_on_commit_callbacks):
    user = member.person.user
    post = reporting.open_post(town.north, name="秩序岗", by=town.clerk)
    service = reporting.take(member, post, by=user)
    reporting.serve(service, did="站岗两小时", minutes=120, by=user)
    refused(lambda: reporting.rate(service, stars=5, by=user), "own")
    with django_capture_on_commit_callbacks(execute=True):
        reporting.rate(service, stars=5, words="认真", by=town.north_leader)
    assert Message.objects.filter(recipient=user, title__startswith="社区评价了您的服务").exists()
    year = timezone.localdate().year
    read = Service.objects.of_partner(bank, year).get()
    assert (read.state, read.stars, read.minutes) == (S.RATED, 5, 120)


def test_nothing_is_taken_up_before_there_is_a_unit(town, bank):
    row = reporting.report_in(bank, neighbour(town, "党员乙"), by=town.clerk)
    post = reporting.open_post(town.north, name="秩序岗", by=town.clerk)
    refused(lambda: reporting.take(row, post, by=town.clerk), "not_placed")


def test_one_reports_in_once_at_a_time(town, bank, member):
    refused(lambda: reporting.report_in(bank, member.person, by=town.clerk), "known")
    reporting.end_reporting(member, by=town.clerk)
    assert reporting.report_in(bank, member.person, by=town.clerk).pk != member.pk


def test_a_full_post_takes_nobody_more(town, bank, member):
    post = reporting.open_post(town.north, name="护学岗", places=1, by=town.clerk)
    reporting.take(member, post, by=town.clerk)
    other = reporting.place(
        reporting.report_in(bank, neighbour(town, "党员丙"), by=town.clerk), town.north, by=town.clerk
    )
    refused(lambda: reporting.take(other, post, by=town.clerk), "full")


def test_an_activity_is_taken_up_once(town, member, publish):
    activity = publish("护学")
    reporting.take(member, activity, by=town.clerk)
    refused(lambda: reporting.take(member, activity, by=town.clerk), "known")


def test_nothing_of_another_grid_is_taken_up_by_its_address(town, member, browser_of):
    here = reporting.open_post(town.north, name="护学岗", by=town.clerk)
    there = reporting.open_post(town.south, name="门岗", by=town.clerk)
    browser = browser_of(member.person.user)
    for post in (here, there):
        browser.post(f"/my/reporting/post/{post.pk}/")
    assert [service.post for service in member.services.all()] == [here]
    assert "护学岗" in browser.get("/my/reporting/").content.decode()
    assert "认领<span" not in browser.get("/my/reporting/").content.decode()


def test_a_wish_taken_up_by_a_member_is_claimed(town, member):
    wish = wishing.make_wish(town.wang, unit=town.building, text="想理发", shown_as="王爷爷", by=town.clerk)
    wishing.publish(wish, how="问过", by=town.clerk)
    reporting.take(member, wish, by=member.person.user)
    wish.refresh_from_db()
    assert wish.state == Wish.State.CLAIMED


def test_contacts_speak_for_their_own_organisation_only(town, bank, member):
    other = reporting.add_partner(town.community, name="青石中学", by=town.clerk)
    contact = reporting.add_contact(other, town.stranger, by=town.clerk)
    assert list(Partner.objects.spoken_for_by(town.stranger)) == [other]
    reporting.end_contact(contact, by=town.clerk)
    assert not Partner.objects.spoken_for_by(town.stranger).exists()


def test_an_organisation_of_the_register_keeps_its_name_there(bank):
    assert (str(bank), bank.name) == ("青石银行", "")


def test_one_beside_a_grid_is_1_1_and_several_are_n_1(town, bank):
    school = reporting.add_partner(town.community, name="青石中学", by=town.clerk)
    row = pairing.pair(town.north, [bank], by=town.clerk)
    assert kind_of(row.partners.count()) == "1+1"
    assert pairing.pair(town.north, [school], by=town.clerk) == row
    assert kind_of(row.partners.count()) == "2+1"
    assert Pair.objects.of_partners([school]).get() == row


def test_a_need_is_taken_by_one_and_followed_to_its_end(town, bank):
    school = reporting.add_partner(town.community, name="青石中学", by=town.clerk)
    row = pairing.pair(town.north, [bank, school], by=town.clerk)
    line = pairing.add_line(row, kind=Kind.NEED, title="教老人用手机")
    refused(lambda: pairing.note_progress(line, text="开始了", by=town.clerk), "moved_on")
    pairing.take_line(line, school)
    refused(lambda: pairing.take_line(line, bank), "taken")
    pairing.note_progress(line, text="上了第一课", by=town.clerk)
    pairing.note_progress(line, text="十位老人学会了", done=True, by=town.clerk)
    line.refresh_from_db()
    assert (line.state, line.progress.count()) == (PairLine.State.DONE, 2)


def test_only_paired_organisations_are_on_the_lists(town, bank):
    row = pairing.pair(town.north, [bank], by=town.clerk)
    other = reporting.add_partner(town.community, name="青石中学", by=town.clerk)
    refused(lambda: pairing.add_line(row, kind=Kind.RESOURCE, title="会议室", partner=other), "not_paired")
    refused(lambda: pairing.add_line(row, kind=Kind.RESOURCE, title="会议室"), "no_partner")
