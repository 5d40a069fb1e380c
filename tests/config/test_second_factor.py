from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone
from rules import has_perm

from accounts.actions import drop_second_factor, give_password
from grids.models import Posting

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
PASSWORD = "shiliu-huakai-7"


@pytest.fixture(autouse=True)
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def clerk(town):
    """文社工, a keeper of data with password and authenticator app."""
    town.clerk.set_password(PASSWORD)
    town.clerk.save()
    TOTP.activate(town.clerk, SECRET)
    return town.clerk


def code(step: int = 0) -> str:
    return format_hotp_value(hotp_value(SECRET, list(yield_hotp_counters_from_time())[1] + step))


def sign_in(client, username="wen"):
    return client.post("/accounts/login/", {"login": username, "password": PASSWORD})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("name", ["north_worker", "north_leader", "clerk", "secretary", "admin"])
@pytest.mark.parametrize("path", ["/desk/", "/desk/inbox/", "/desk/people/", "/admin/"])
def test_keeper_without_second_factor_is_led_to_it(client, town, name, path):
    """ASVS 6.3.3"""
    client.force_login(getattr(town, name))
    response = client.get(path)
    assert response.status_code in (302, 403)
    if response.status_code == 302:
        assert response.url == "/accounts/2fa/"
        assert "请先启用第二重验证" in client.get(response.url).content.decode()


def test_keeper_without_second_factor_cannot_act_either(client, town):
    client.force_login(town.clerk)
    assert client.post("/desk/inbox/read/").url == "/accounts/2fa/"


def test_small_refresh_is_led_there_as_a_whole(client, town):
    client.force_login(town.clerk)
    assert client.get("/desk/", headers={"hx-request": "true"})["HX-Redirect"] == "/accounts/2fa/"


@pytest.mark.parametrize("path", ["/", "/accounts/2fa/", "/accounts/2fa/totp/activate/", "/my/inbox/"])
def test_pages_outside_the_desk_stay_open(client, town, path):
    client.force_login(town.clerk)
    assert client.get(path).status_code == 200


def test_keeper_with_second_factor_gets_in(client, clerk):
    client.force_login(clerk)
    assert client.get("/desk/").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(client, town):
    RecoveryCodes.activate(town.clerk)
    client.force_login(town.clerk)
    assert client.get("/desk/").url == "/accounts/2fa/"


def test_whoever_is_only_on_a_board_needs_none(client, town):
    client.force_login(town.stranger)
    assert client.get("/desk/inbox/").status_code == 200


def test_post_that_is_over_asks_for_nothing(client, town):
    today = timezone.localdate()
    town.clerk.postings.update(since=today - timedelta(days=9), until=today)
    client.force_login(town.clerk)
    assert client.get("/desk/issues/").status_code == 403


def test_demonstration_may_do_without(client, town, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(town.clerk)
    assert client.get("/desk/").status_code == 200


def test_first_password_must_be_changed_before_anything_else(client, town):
    """ASVS 6.4.1"""
    give_password(town.clerk, by=None)
    client.force_login(town.clerk)
    assert client.get("/desk/").url == "/accounts/password/change/"
    assert "请先把初始密码换成" in client.get("/accounts/password/change/").content.decode()


def test_flag_without_post_opens_no_administration(client, town):
    town.north_worker.is_staff = town.north_worker.is_superuser = True
    town.north_worker.save()
    TOTP.activate(town.north_worker, SECRET)
    client.force_login(town.north_worker)
    assert client.get("/admin/accounts/user/").status_code == 403


def test_password_alone_does_not_sign_in(client, clerk):
    assert sign_in(client).url == "/accounts/2fa/authenticate/"
    assert not signed_in(client)
    assert client.get("/desk/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("spaced", [False, True])
def test_password_and_code_sign_in(client, clerk, spaced):
    sign_in(client)
    typed = f"{code()[:3]} {code()[3:]}" if spaced else code()
    client.post("/accounts/2fa/authenticate/", {"code": typed})
    assert signed_in(client)


def test_code_of_a_phone_half_a_minute_off_is_taken(client, clerk):
    sign_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code(-1)})
    assert signed_in(client)


def test_code_is_spent_after_use_in_every_web_process(client, clerk, time_machine):
    """ASVS 6.5.1"""
    time_machine.move_to(timezone.now())
    used = code(1)
    for expected in (True, False):
        sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": used})
        assert signed_in(client) is expected
        client.post("/accounts/logout/")
        # what another process remembers, and allauth's own memory of 30 s
        cache.clear()
        time_machine.shift(35)


def test_ten_wrong_codes_and_the_right_one_waits(client, clerk):
    """ASVS 6.6.3"""
    sign_in(client)
    for _try in range(10):
        client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    response = client.post("/accounts/2fa/authenticate/", {"code": code()})
    assert "请过十分钟再试" in response.content.decode()
    assert not signed_in(client)


def test_recovery_code_works_once(client, clerk):
    recovery = RecoveryCodes.activate(clerk).get_unused_codes()[0]
    for expected in (True, False):
        sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": recovery})
        assert signed_in(client) is expected
        client.post("/accounts/logout/")


def test_app_can_be_enrolled_and_leads_to_recovery_codes(client, town, clerk):
    Authenticator.objects.all().delete()
    sign_in(client)
    page = client.get("/accounts/2fa/totp/activate/", follow=True)
    if "password" in page.context["form"].fields:
        page = client.post(
            page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], {"password": PASSWORD}, follow=True
        )
    secret = page.context["form"].secret
    typed = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    response = client.post("/accounts/2fa/totp/activate/", {"code": typed}, follow=True)
    assert len(response.context["unused_codes"]) == 10
    assert client.get("/desk/").status_code == 200


def test_secret_is_sealed_in_the_database(clerk):
    """ASVS 11.3.2"""
    assert SECRET not in str(Authenticator.objects.get().data)


def test_second_factor_cannot_be_touched_without_confirming(client, clerk):
    """ASVS 7.5.3"""
    client.force_login(clerk)
    for path in ("totp/deactivate/", "recovery-codes/", "recovery-codes/generate/", "passkeys/add/"):
        RecoveryCodes.activate(clerk)
        assert "reauthenticate" in client.get(f"/accounts/2fa/{path}").url


def test_lost_phone_is_helped_by_the_administrator(client, clerk, town):
    client.force_login(clerk)
    client.get("/desk/")
    drop_second_factor(clerk, by=town.admin)
    assert client.get("/desk/").url.startswith("/accounts/login/")
    sign_in(client)
    assert client.get("/desk/").url == "/accounts/2fa/"


def test_whoever_may_reveal_or_export_is_asked_for_it(town):
    """One table decides both: a role cannot come to reveal without also needing a second factor."""
    opens = [role for role in Posting.Role if may_reveal(town, role)]
    assert set(opens) == set(Posting.REVEALERS)
    assert set(Posting.DATA_KEEPERS) <= set(Posting.REVEALERS)


def may_reveal(town, role: str) -> bool:
    town.stranger.postings.all().delete()
    town.stranger.postings.create(role=role, unit=town.north, name="路人")
    return has_perm("community.reveal_person", town.stranger, town.wang)
