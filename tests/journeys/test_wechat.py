"""A resident connects their WeChat: a link on the screen, a tap in WeChat, and a way back out of it."""

import pytest

from accounts.models import User


@pytest.fixture
def town(transactional_db, town):
    return town


@pytest.fixture
def official_account(settings, live_server, monkeypatch):
    """Set up; what WeChat itself would say is said at once: its page is the portal's next one, its answer a name."""
    settings.WECHAT_APP_ID, settings.WECHAT_SECRET, settings.WECHAT_TEMPLATE = "wx01", "s3cret", "template-7"
    settings.SITE_URL = live_server.url
    monkeypatch.setattr("accounts.views.asking_page", lambda back, word: f"{back}?code=c0de&state={word}")
    monkeypatch.setattr("accounts.views.openid_of", lambda code: "oABCD-ef-1234567890abcdefghi")


@pytest.mark.parametrize("elder", [False, True], ids=["plain", "elder"])
def test_connecting_and_letting_go(walks, width, elder, town, passwords, official_account):
    account, phone = walks(width), walks(360)
    for walk in (account, phone):
        if elder:
            walk.elder()
    face = "elder" if elder else "plain"
    account.sign_in(town.stranger.username, passwords)
    account.go("/my/account/")
    account.look(f"account-{face}")
    account.page.get_by_role("button", name="连上我的微信").click()
    account.page.get_by_text("15 分钟内有效").wait_for()
    account.look(f"link-{face}")
    phone.go(account.page.locator("a.words").get_attribute("href").removeprefix(phone.address))
    phone.look(f"consent-{face}")
    phone.page.get_by_role("link", name="同意，连上微信").click()
    phone.page.get_by_text("已连上").wait_for()
    phone.look(f"connected-{face}")
    assert User.objects.get(pk=town.stranger.pk).wechat
    account.go("/my/account/")
    account.page.get_by_role("button", name="断开微信").click()
    account.page.get_by_text("已经断开").wait_for()
    assert User.objects.get(pk=town.stranger.pk).wechat == ""
