"""A keeper of data signs in for the first time: password, authenticator app, passkey, and passkey alone next day."""

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from accounts.actions import tell

PASSWORD = "shiliu-huakai-7"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def clerk(town, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    town.clerk.set_password(PASSWORD)
    town.clerk.save()
    tell(town.clerk, "3栋的灯修好了", "莫北已拍照。", link="/desk/issues/")
    return town.clerk


def code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))


def press(walk, selector: str, lands_on: str) -> None:
    walk.page.locator(selector).first.click()
    walk.page.wait_for_url(f"**{lands_on}")
    walk.page.wait_for_load_state("networkidle")
    walk.look()


def enrol_app(walk) -> None:
    press(walk, "a[href$='totp/activate/']", "/accounts/reauthenticate/?next=*")
    walk.page.locator("input[name=password]").fill(PASSWORD)
    press(walk, "main form .btn-act", "/totp/activate/")
    walk.page.locator("input[name=code]").fill(code(walk.page.locator(".secret").inner_text()))
    press(walk, "main form .btn-act", "/recovery-codes/")


def add_passkey(walk) -> None:
    walk.go("/accounts/2fa/passkeys/add/")
    walk.look()
    walk.page.locator("input[name=passwordless]").check()
    press(walk, "[data-passkey=add]", "/accounts/2fa/")


@pytest.mark.django_db(transaction=True)
def test_first_day_and_next_day_of_a_clerk(walk, clerk):
    device = walk.context.new_cdp_session(walk.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    walk.go("/accounts/login/")
    walk.look()
    walk.sign_in("wen", PASSWORD)
    assert walk.page.url.endswith("/accounts/2fa/")
    enrol_app(walk)
    add_passkey(walk)
    for path in ("/desk/inbox/", "/desk/sessions/", "/accounts/password/change/", "/accounts/2fa/passkeys/"):
        walk.go(path)
        walk.look()
    walk.go("/accounts/logout/")
    press(walk, "main form .btn-act", "/")
    walk.sign_in("wen", PASSWORD)
    press(walk, "[data-passkey=confirm]", "/desk/")
    walk.context.clear_cookies()
    walk.go("/accounts/login/")
    press(walk, "[data-passkey=login]", "/desk/")
