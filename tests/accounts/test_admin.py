import pytest
from allauth.mfa.totp.internal.auth import TOTP

from accounts.actions import record, tell
from accounts.models import AuditEntry, SignIn, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, town):
    TOTP.activate(town.admin, "JBSWY3DPEHPK3PXP")
    client.force_login(town.admin)
    return client


def do(admin, action, user):
    data = {"action": action, "_selected_action": [user.pk]}
    return admin.post("/admin/accounts/user/", data, follow=True).content.decode()


@pytest.mark.parametrize(
    "path", ["", "accounts/user/", "accounts/auditentry/", "accounts/message/", "accounts/user/add/"]
)
def test_pages_open(admin, town, path):
    record("person.revealed", by=town.clerk)
    tell(town.clerk, "有新事项")
    assert admin.get(f"/admin/{path}").status_code == 200


def test_phone_is_masked(admin, town):
    """ASVS 14.2.6"""
    town.clerk.set_phone("19900000012")
    town.clerk.save()
    for path in ("", f"{town.clerk.pk}/change/"):
        page = admin.get(f"/admin/accounts/user/{path}").content.decode()
        assert "199****0012" in page
        assert "19900000012" not in page


def test_audit_cannot_be_changed_here(admin):
    entry = record("person.revealed", by=None)
    path = f"/admin/accounts/auditentry/{entry.pk}"
    assert admin.get(f"{path}/change/").status_code == 200
    assert admin.post(f"{path}/change/", {"reason": "别的"}).status_code == 403
    assert admin.post(f"{path}/delete/", {"post": "yes"}).status_code == 403
    assert admin.get("/admin/accounts/auditentry/add/").status_code == 403


def test_administrator_starts_a_password_and_does_not_choose_it(admin, town):
    """ASVS 6.4.6"""
    page = do(admin, "give_password", town.clerk)
    assert "wen 的初始密码" in page
    assert User.objects.get(pk=town.clerk.pk).must_change_password
    assert AuditEntry.objects.get(verb="account.password_given").actor == town.admin


def test_password_cannot_be_posted(admin, town):
    """ASVS 15.3.3"""
    before = town.clerk.password
    data = {"username": "wen", "name": "文社工", "is_active": "on", "password": "x", "is_superuser": "on"}
    admin.post(f"/admin/accounts/user/{town.clerk.pk}/change/", data)
    town.clerk.refresh_from_db()
    assert (town.clerk.password, town.clerk.is_superuser) == (before, False)


def test_new_account_has_a_clean_name_and_no_password(admin):
    admin.post("/admin/accounts/user/add/", {"username": " ＬＩＵ ", "name": "刘新", "is_active": "on"})
    user = User.objects.get(name="刘新")
    assert user.username == "liu"
    assert not user.has_usable_password()


def test_name_that_is_taken_is_refused_in_words(admin):
    page = admin.post("/admin/accounts/user/add/", {"username": "ＷＥＮ", "name": "另一人", "is_active": "on"})
    assert page.context["adminform"].form.errors["username"]


def test_disabling_ends_the_sessions(admin, town, client):
    SignIn.objects.create(user=town.clerk, session_key="elsewhere")
    admin.post(f"/admin/accounts/user/{town.clerk.pk}/change/", {"username": "wen", "name": "文社工"})
    assert not SignIn.objects.filter(user=town.clerk).exists()
    assert not User.objects.get(pk=town.clerk.pk).is_active


def test_lock_can_be_lifted(admin, town):
    assert "已解除锁定" in do(admin, "unlock", town.clerk)


def test_lost_phone_can_be_helped(admin, town):
    TOTP.activate(town.clerk, "JBSWY3DPEHPK3PXP")
    assert "已清除" in do(admin, "drop_second_factor", town.clerk)
    assert AuditEntry.objects.get(verb="account.second_factor_dropped").target == f"user:{town.clerk.pk}"


def test_who_is_not_administrator_stays_out(client, town):
    client.force_login(town.north_leader)
    assert client.get("/admin/accounts/user/").status_code == 403
