"""Nominated by anybody, asked themselves, screened with a reason, and a list that stands once the vote begins."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Message
from community.models import Person
from deliberation.actions import nominating
from deliberation.models import Nominee
from tests.deliberation import contests


@pytest.fixture
def contest(town):
    return contests.announced(town)


def put_forward(contest, town, **facts) -> Nominee:
    usual = {"name": "王小明", "deed": "天天给楼道扫地。", "by": town.stranger, "key": uuid4()}
    return nominating.nominate(contest.categories.get(number=1), **usual | facts)


def test_the_same_key_is_one_nomination_and_nothing_comes_after_the_end(contest, town):
    key = uuid4()
    assert put_forward(contest, town, key=key) == put_forward(contest, town, key=key)
    contests.open_now(contest)
    with pytest.raises(ValidationError, match="不在推荐的时间"):
        put_forward(contest, town)


def test_nobody_stands_without_their_own_consent(contest, town):
    row = put_forward(contest, town)
    with pytest.raises(ValidationError, match="要本人同意"):
        nominating.approve(row, person=town.wang, public_deed="扫楼道。", by=town.north_leader)
    with pytest.raises(IntegrityError), transaction.atomic():
        Nominee.objects.filter(pk=row.pk).update(state="approved", person=town.wang, number=1, public_deed="扫楼道。")
    nominating.approve(row, person=town.wang, public_deed="扫楼道。", consent_how="打电话问过", by=town.north_leader)
    row.refresh_from_db()
    assert (row.state, row.number, row.consent_how) == ("approved", 1, "打电话问过")


def test_asked_in_their_own_account_they_say_yes_or_no(contest, town):
    Person.objects.filter(pk=town.wang.pk).update(user=town.south_worker)
    town.wang.refresh_from_db()
    row = nominating.ask_consent(put_forward(contest, town), person=town.wang, by=town.north_leader)
    assert Message.objects.filter(recipient=town.south_worker, link__contains=row.token).exists()
    with pytest.raises(ValidationError, match="本人"):
        nominating.answer_consent(row, willing=True, by=town.north_leader)
    row = nominating.answer_consent(row, willing=True, by=town.south_worker)
    row = nominating.approve(row, person=town.wang, public_deed="扫楼道。", by=town.north_leader)
    assert (row.state, row.consent_how) == ("approved", "本人在网上同意")
    other = nominating.ask_consent(put_forward(contest, town), person=town.wang, by=town.north_leader)
    other = nominating.answer_consent(other, willing=False, by=town.south_worker)
    assert (other.state, other.answer) == ("rejected", "本人不愿意参评")


def test_the_consent_of_one_person_is_not_anothers(contest, town):
    Person.objects.filter(pk=town.wang.pk).update(user=town.south_worker)
    town.wang.refresh_from_db()
    row = nominating.ask_consent(put_forward(contest, town), person=town.wang, by=town.north_leader)
    row = nominating.answer_consent(row, willing=True, by=town.south_worker)
    with pytest.raises(ValidationError, match="要本人同意"):
        nominating.approve(row, person=town.li, public_deed="扫楼道。", by=town.north_leader)


def test_not_taken_for_a_reason_only_and_whoever_put_them_forward_reads_it(contest, town):
    row = put_forward(contest, town)
    with pytest.raises(ValidationError, match="写明为什么"):
        nominating.reject(row, reason=" ", by=town.north_leader)
    nominating.reject(row, reason="去年刚评过", by=town.north_leader)
    assert Message.objects.filter(recipient=town.stranger, title__contains="去年刚评过").exists()


def test_one_person_stands_once_in_a_category(contest, town):
    contests.nominee(town, contest, town.wang)
    with pytest.raises(ValidationError, match="已经是这个奖项的候选人"):
        contests.nominee(town, contest, town.wang)
    assert contests.nominee(town, contest, town.wang, 2).number == 1


def test_the_list_stands_once_the_vote_begins(contest, town):
    row, waiting = contests.nominee(town, contest, town.wang), put_forward(contest, town, name="李翠花")
    contests.open_now(contest)
    with pytest.raises(ValidationError, match="名单不能再变"):
        nominating.reject(row, reason="迟了", by=town.north_leader)
    with pytest.raises(ValidationError, match="名单不能再变"):
        nominating.approve(waiting, person=town.li, public_deed="好", consent_how="问过", by=town.north_leader)


def test_nobody_screens_themselves(contest, town):
    Person.objects.filter(pk=town.wang.pk).update(user=town.north_leader)
    town.wang.refresh_from_db()
    with pytest.raises(ValidationError, match="不能审核自己"):
        contests.nominee(town, contest, town.wang)
