"""The administration answers no question that its pages do not ask (trust-and-ux I.2 B 15)."""

import pytest

from accounts.actions import tell
from grids.models import Posting

SECRETS = [
    "accounts/user/?password__startswith=!",
    "accounts/user/?email__startswith=a",
    "accounts/message/?link__startswith=/r/",
    "accounts/auditentry/?actor__password__startswith=p",
    "community/person/?name=王小明",
    "community/person/?note__contains=a",
    "community/notice/?by__password__startswith=p",
    "issues/issue/?token__startswith=a",
    "issues/issue/?phone_tail=a",
    "grids/posting/?user__password__startswith=p",
]
OFFERED = [
    "accounts/user/?is_active__exact=1",
    "accounts/auditentry/?verb=person.revealed&at__year=2026",
    "community/person/?sex__exact=2",
    "issues/issue/?state__exact=received&category__id__exact=1",
    "grids/posting/?role__exact=admin&since__year=2026",
]


@pytest.fixture
def admin(client, town):
    client.force_login(town.admin, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.logs_errors
@pytest.mark.parametrize("address", SECRETS)
def test_no_list_can_be_asked_for_what_it_hides(admin, address):
    assert admin.get(f"/admin/{address}").status_code == 400


@pytest.mark.parametrize("address", OFFERED)
def test_the_filters_of_the_page_work(admin, address):
    assert admin.get(f"/admin/{address}").status_code == 200


def test_what_somebody_was_told_is_not_the_administrators(admin, town):
    message = tell(town.stranger, "您反映的事项 2026-0001：给出答复", "灯已换好", link="/r/token-of-a-neighbour/")
    page = admin.get(f"/admin/accounts/message/{message.pk}/change/").text
    assert "您反映的事项" in page
    assert "灯已换好" not in page
    assert "token-of-a-neighbour" not in page


def test_the_flag_alone_opens_no_table(client, town):
    town.stranger.is_staff = town.stranger.is_superuser = True
    town.stranger.save()
    client.force_login(town.stranger, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/admin/accounts/auditentry/").status_code == 403


def test_an_ended_post_closes_the_administration_at_once(admin, town):
    assert admin.get("/admin/").status_code == 200
    Posting.objects.filter(user=town.admin).update(unit=town.street, role=Posting.Role.WORKER)
    town.secretary.postings.update(role=Posting.Role.ADMIN)
    assert admin.get("/admin/").status_code == 403
