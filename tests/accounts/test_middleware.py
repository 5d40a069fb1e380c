from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import SignIn, User

pytestmark = pytest.mark.django_db
HOUR = 3600


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    return time_machine


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def visit(client, user):
    client.force_login(user)
    client.get("/my/inbox/")


def test_staff_are_signed_out_after_half_an_hour_of_nothing(client, town, now):
    """ASVS 7.3.1"""
    visit(client, town.north_worker)
    now.shift(30 * 60)
    response = client.get("/desk/inbox/")
    assert response.url == "/accounts/login/?next=/desk/inbox/"
    assert "您有一段时间没有操作" in client.get(response.url).content.decode()
    assert not SignIn.objects.exists()


def test_who_keeps_working_stays_signed_in(client, town, now):
    visit(client, town.north_worker)
    for _step in range(4):
        now.shift(29 * 60)
        client.get("/desk/inbox/")
    assert signed_in(client)


def test_staff_are_signed_out_after_twelve_hours_in_any_case(client, town, now):
    """ASVS 7.3.2"""
    visit(client, town.north_worker)
    for _step in range(26):
        now.shift(28 * 60)
        client.get("/desk/inbox/")
    assert not signed_in(client)


def test_small_refreshes_do_not_keep_a_session_alive(client, town, now):
    visit(client, town.north_worker)
    for _step in range(4):
        now.shift(10 * 60)
        client.get("/desk/inbox/", headers={"hx-request": "true"})
    assert not signed_in(client)


def test_resident_stays_signed_in_for_a_month(client, lin, now):
    visit(client, lin)
    now.shift(29 * 24 * HOUR)
    assert client.get("/my/inbox/").status_code == 200
    now.shift(24 * HOUR)
    assert client.get("/my/inbox/").status_code == 302


def test_sign_in_of_staff_ends_with_the_window(client, town):
    visit(client, town.north_worker)
    assert client.cookies["sessionid"]["max-age"] == ""


def test_clock_set_back_does_not_sign_out(client, town, now):
    visit(client, town.north_worker)
    now.shift(-HOUR)
    assert client.get("/desk/inbox/").status_code == 200


def test_disabled_user_is_out_at_the_next_request(client, lin):
    """ASVS 7.4.2"""
    visit(client, lin)
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert client.get("/my/inbox/").status_code == 302


def test_ended_post_closes_the_desk_at_the_next_request(client, town):
    """ASVS 8.3.2"""
    visit(client, town.north_worker)
    assert client.get("/desk/").status_code == 200
    town.north_worker.postings.update(since=timezone.localdate() - timedelta(days=9), until=timezone.localdate())
    assert client.get("/desk/issues/").status_code == 403


def test_pages_of_somebody_signed_in_are_not_kept(client, lin):
    """ASVS 14.3.2"""
    visit(client, lin)
    assert client.get("/my/inbox/")["Cache-Control"] == "no-store"


def test_reader_without_a_session_gets_none(client, db):
    response = client.get("/")
    assert "sessionid" not in response.cookies
    assert "no-store" not in response.get("Cache-Control", "")


def test_session_in_use_is_written_once_a_minute(client, lin, now, queries):
    visit(client, lin)
    now.shift(20)
    with queries(9) as seen:
        client.get("/my/inbox/")
    assert not [query for query in seen.captured_queries if query["sql"].startswith("UPDATE")]


def test_list_knows_when_a_session_was_last_used(client, lin, now):
    visit(client, lin)
    now.shift(5 * 60)
    client.get("/my/inbox/")
    assert SignIn.objects.get().seen_at == timezone.now().replace(microsecond=0)
