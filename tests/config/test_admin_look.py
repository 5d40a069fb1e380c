import pytest

from accounts.models import User


@pytest.fixture
def admin_page(client, db):
    client.force_login(User.objects.create_superuser("chief", name="石管理"))
    return client.get("/admin/")


def test_the_admin_wears_our_colours(admin_page):
    assert "css/admin.css" in admin_page.text
    assert "dark_mode" not in admin_page.text


def test_elder_mode_is_one_tap_away_in_the_admin(admin_page):
    assert 'action="/mode/"' in admin_page.text
