"""Owners ask for a vote: one by telephone, the others on paper, until a fifth of them have."""

import pytest

from community.models import Person
from deliberation.models import PetitionOwner
from tests.deliberation import made, votes


@pytest.fixture
def petition(transactional_db, town):
    votes.estate(town, [9000] * 5)
    return made.petition(town)


def sign_in(walk, client, user):
    client.force_login(user)
    walk.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": walk.address}])


def sign(owner, petition):
    """In 长辈版, from the list of what is decided together."""
    owner.elder()
    owner.go("/votes/")
    owner.look("votes-elder")
    owner.page.get_by_role("link", name=petition.title).click()
    owner.look("petition-elder")
    owner.page.get_by_role("button", name="签名，要求表决").click()
    owner.page.get_by_text("您已经签过名").wait_for()
    owner.look("petition-signed-elder")


def put_in_papers(clerk, petition, picture):
    address = f"/desk/petitions/{petition.pk}/"
    clerk.go("/desk/petitions/")
    clerk.look("petitions")
    for number in range(2, 6):
        clerk.go(f"{address}?q=业主{number}")
        clerk.page.locator("input[type=file]").first.set_input_files(picture)
        clerk.look("petition-paper")
        clerk.page.get_by_role("button", name="记下签名").first.click()
        petition.refresh_from_db()
        if petition.state == "reached":
            return
    raise AssertionError("a fifth was never reached")


def test_petition(walks, petition, town, client, width, tmp_path):
    owner, clerk = walks(width), walks(width)
    Person.objects.filter(pk=town.li.pk).update(user=town.stranger)
    PetitionOwner.objects.create(head=petition.heads.get(label="业主1"), person=town.li)
    sign_in(owner, client, town.stranger)
    sign(owner, petition)
    picture = tmp_path / "paper.jpg"
    picture.write_bytes(votes.scan().read())
    sign_in(clerk, client, town.clerk)
    put_in_papers(clerk, petition, picture)
    clerk.go(f"/desk/petitions/{petition.pk}/")
    clerk.look("petition-reached")
    clerk.page.get_by_role("link", name="发起业主表决").first.click()
    clerk.page.get_by_label("题目").wait_for()
    owner.go(f"/petitions/{petition.pk}/")
    owner.look("petition-reached-elder")
