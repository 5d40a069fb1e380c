from datetime import timedelta

import pytest
from allauth.account.adapter import get_adapter
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.adapters import SPRAY_LIMIT
from accounts.models import User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["lin", " LIN ", "ｌｉｎ", "Lin\u200b"])
def test_one_account_however_its_name_is_typed(client, lin, sign_in, typed):
    sign_in(typed)
    assert signed_in(client)


def test_homoglyph_is_another_name(client, lin, sign_in):
    response = sign_in("lіn")  # a Ukrainian і
    assert not signed_in(client)
    assert "登录名或密码不对" in response.content.decode()


def test_wrong_password_and_unknown_name_look_the_same(lin, sign_in):
    """ASVS 6.3.8"""
    wrong, unknown = sign_in(password="x" * 9).content.decode(), sign_in("nobody").content.decode()
    assert wrong.count("登录名或密码不对") == unknown.count("登录名或密码不对") > 0


def test_disabled_account_looks_like_a_wrong_password(client, lin, sign_in):
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert "登录名或密码不对" in sign_in().content.decode()
    assert not signed_in(client)


def test_session_key_is_new_after_signing_in(client, lin, sign_in):
    """ASVS 7.2.4"""
    session = client.session
    session["planted"] = "yes"
    session.save()
    before = session.session_key
    sign_in()
    assert signed_in(client)
    assert client.session.session_key != before


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere_after_signing_in(lin, sign_in, target):
    """ASVS 3.7.2"""
    assert sign_in(next=target).url == reverse("desk")


def test_signing_in_leads_to_where_one_wanted(lin, sign_in):
    assert sign_in(next="/desk/inbox/").url == "/desk/inbox/"


def test_five_wrong_passwords_wait_half_an_hour(client, lin, sign_in):
    """ASVS 6.3.1"""
    for _try in range(5):
        response = sign_in(password="wrong-wrong")
    assert response.status_code == 429
    assert "请过 30 分钟再试" in response.content.decode()
    assert sign_in().status_code == 429
    assert not signed_in(client)


def test_lock_at_one_address_is_none_at_another(client, lin, sign_in):
    """ASVS 6.3.1: no malicious lock-out"""
    for _try in range(6):
        sign_in(password="wrong-wrong", address="203.0.113.1")
    sign_in(address="203.0.113.2")
    assert signed_in(client)


def test_lock_of_one_account_is_none_for_the_neighbour(client, lin, sign_in):
    User.objects.create_user("mo", PASSWORD, name="莫北")
    for _try in range(6):
        sign_in(password="wrong-wrong")
    sign_in("mo")
    assert signed_in(client)


def test_locked_name_cannot_be_tried_on_in_full_width(lin, sign_in):
    for _try in range(5):
        sign_in(password="wrong-wrong")
    assert sign_in("ＬＩＮ").status_code == 429


def test_lock_ends_by_itself(client, lin, sign_in, time_machine):
    for _try in range(5):
        sign_in(password="wrong-wrong")
    time_machine.move_to(timezone.now() + timedelta(minutes=31))
    sign_in()
    assert signed_in(client)


def test_knocking_does_not_prolong_the_lock(client, lin, sign_in, time_machine):
    for _try in range(5):
        sign_in(password="wrong-wrong")
    start = timezone.now()
    time_machine.move_to(start + timedelta(minutes=25))
    sign_in(password="wrong-wrong")
    time_machine.move_to(start + timedelta(minutes=31))
    sign_in()
    assert signed_in(client)


def test_one_password_on_many_names_ends_at_the_address(client, lin, sign_in):
    for number in range(SPRAY_LIMIT):
        sign_in(f"user{number}", "password123")
    response = sign_in()
    assert "尝试的次数太多了" in response.content.decode()
    assert not signed_in(client)


def test_nobody_locks_out_those_who_work_behind_the_same_address(client, lin, sign_in):
    """ASVS 6.3.1: no malicious lock-out"""
    sign_in()
    client.logout()
    for number in range(SPRAY_LIMIT):
        sign_in(f"user{number}", "password123")
    sign_in()
    assert signed_in(client)


def test_office_behind_one_address_may_sign_in_all_day(lin, sign_in):
    assert all(sign_in().status_code == 302 for _try in range(SPRAY_LIMIT + 2))


def test_expired_first_password_opens_nothing(client, lin, sign_in):
    """ASVS 6.4.1"""
    User.objects.filter(pk=lin.pk).update(password_until=timezone.now() - timedelta(seconds=1))
    assert sign_in().url == reverse("account_login")
    assert not signed_in(client)


def test_staff_accounts_cannot_be_made_from_outside(client):
    assert not get_adapter().is_open_for_signup(None)
    assert client.get("/accounts/signup/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


def test_sign_in_needs_a_token_against_forgery(lin):
    """ASVS 3.5.1"""
    client = Client(enforce_csrf_checks=True)
    assert client.post("/accounts/login/", {"login": "lin", "password": PASSWORD}).status_code == 403


def test_administration_has_no_sign_in_of_its_own(client, db):
    response = client.get("/admin/login/?next=/admin/")
    assert response.url == "/accounts/login/?next=%2Fadmin%2F"
