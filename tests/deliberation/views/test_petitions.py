"""Signing a petition from one's phone and from the desk's paper."""

from community.models import Person
from deliberation.models import PetitionOwner, PetitionSignature
from tests.deliberation import made, votes


def an_owner(town, petition, label="业主1"):
    Person.objects.filter(pk=town.li.pk).update(user=town.stranger)
    PetitionOwner.objects.create(head=petition.heads.get(label=label), person=town.li)


def test_an_owner_signs_takes_it_back_and_reads_exact_numbers(town, client):
    votes.estate(town, [9000] * 9)
    petition = made.petition(town)
    an_owner(town, petition)
    client.force_login(town.stranger)
    page = f"/petitions/{petition.pk}/"
    client.post(f"{page}sign/")
    text = client.get(page).content.decode()
    assert "<dt>已签名</dt><dd>1 人</dd>" in text
    assert f"<dt>全部</dt><dd>{petition.heads.count()} 人</dd>" in text
    assert "业主1" not in text
    client.post(f"{page}sign/", {"withdraw": "1"})
    assert "<dt>已签名</dt><dd>0 人</dd>" in client.get(page).content.decode()


def test_whoever_owns_nothing_there_is_told_what_to_do(town, client):
    votes.estate(town, [9000])
    petition = made.petition(town)
    client.force_login(town.stranger)
    answer = client.post(f"/petitions/{petition.pk}/sign/", follow=True)
    assert "在纸上签名" in answer.content.decode()
    assert not PetitionSignature.objects.exists()


def test_staff_find_a_flat_and_put_the_paper_in(town, client):
    votes.estate(town, [9000] * 9)
    petition = made.petition(town)
    client.force_login(town.north_worker)
    found = client.get(f"/desk/petitions/{petition.pk}/?q=业主3").content.decode()
    head = petition.heads.get(label="业主3")
    address = f"/desk/petitions/{petition.pk}/heads/{head.pk}/"
    assert f'action="{address}"' in found
    client.post(address, {"scan": votes.scan()})
    assert PetitionSignature.objects.get().channel == "paper"


def test_the_vote_that_answers_it_is_filled_in_already(town, client):
    votes.estate(town, [9000] * 2)
    petition = made.petition(town)
    client.force_login(town.clerk)
    text = client.get(f"/desk/votes/new/?petition={petition.pk}").content.decode()
    assert petition.title in text
    assert f'name="petition" value="{petition.pk}"' in text


def test_whoever_is_not_signed_in_is_led_to_the_login_and_back(town, client):
    votes.estate(town, [9000])
    page = f"/petitions/{made.petition(town).pk}/"
    assert f'href="/accounts/login/?next={page}"' in client.get(page).content.decode()
