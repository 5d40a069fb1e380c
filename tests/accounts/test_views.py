import pytest
from django.test import Client

from accounts.actions import tell
from accounts.models import Message, SignIn, User
from tests.accounts.conftest import PASSWORD

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo(db):
    return User.objects.create_user("mo", PASSWORD, name="莫北")


@pytest.fixture
def at_home(client, lin):
    client.force_login(lin)
    return client


def test_inbox_shows_own_messages_only(at_home, lin, mo):
    tell(lin, "3栋的灯修好了")
    tell(mo, "别人的事")
    page = at_home.get("/desk/inbox/").content.decode()
    assert "3栋的灯修好了" in page
    assert "别人的事" not in page


def test_empty_inbox_says_so(at_home):
    assert "还没有消息" in at_home.get("/my/inbox/").content.decode()


def test_opening_marks_as_read_and_leads_on(at_home, lin):
    message = tell(lin, "有新事项", link="/desk/issues/7/")
    response = at_home.post(f"/desk/inbox/{message.pk}/")
    assert response.url == "/desk/issues/7/"
    assert not Message.objects.unread().exists()


def test_reading_never_unreads(at_home, lin):
    message = tell(lin, "有新事项")
    times = set()
    for _twice in range(2):
        at_home.post(f"/desk/inbox/{message.pk}/")
        times.add(Message.objects.get().read_at)
    assert len(times) == 1


def test_message_of_another_is_not_found(at_home, mo):
    """ASVS 8.2.2"""
    message = tell(mo, "别人的事")
    assert at_home.post(f"/desk/inbox/{message.pk}/").status_code == 404
    assert Message.objects.unread().exists()


def test_looking_at_the_list_reads_nothing(at_home, lin):
    """ASVS 3.5.3"""
    tell(lin, "有新事项")
    at_home.get("/desk/inbox/")
    assert Message.objects.unread().count() == 1


@pytest.mark.parametrize(
    "path", ["/desk/inbox/1/", "/desk/inbox/read/", "/desk/sessions/1/end/", "/desk/sessions/mail/"]
)
def test_deeds_take_no_get(at_home, path):
    assert at_home.get(path).status_code == 405


def test_all_can_be_marked_as_read(at_home, lin, mo):
    for reader in (lin, lin, mo):
        tell(reader, "有新事项")
    at_home.post("/desk/inbox/read/")
    assert list(Message.objects.unread().values_list("recipient", flat=True)) == [mo.pk]


def test_unread_ones_can_be_listed_alone(at_home, lin):
    tell(lin, "还没看的")
    at_home.post(f"/desk/inbox/{tell(lin, '看过的').pk}/")
    page = at_home.get("/desk/inbox/?show=unread").content.decode()
    assert "还没看的" in page
    assert "看过的" not in page


def test_inbox_costs_the_same_for_one_and_thirty(at_home, lin, queries):
    tell(lin, "第一条")
    at_home.get("/my/inbox/")
    with queries(7) as one:
        at_home.get("/my/inbox/")
    for number in range(29):
        tell(lin, f"第{number}条")
    with queries(len(one)):
        at_home.get("/my/inbox/")


def test_back_leads_to_our_pages_only(at_home, lin):
    """ASVS 3.7.2"""
    for forged in ("//evil.example", "https://evil.example/", "/\\evil.example"):
        assert at_home.post("/desk/inbox/read/", {"back": forged}).url == "/desk/inbox/"


def test_markup_in_a_message_stays_text(at_home, lin):
    """ASVS 1.2.1"""
    tell(lin, "<script>alert(1)</script>", "<b>粗</b>")
    page = at_home.get("/desk/inbox/").content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<b>粗</b>" not in page


def test_two_devices_are_listed_and_one_can_be_ended(at_home, lin):
    """ASVS 7.5.2"""
    other = Client(headers={"user-agent": "Mozilla/5.0 (iPhone) MicroMessenger/8"})
    other.force_login(lin)
    for client in (at_home, other):
        client.get("/my/account/")
    page = at_home.get("/my/account/").content.decode()
    assert "iPhone · 微信" in page
    assert "就是这里" in page
    at_home.post(f"/desk/sessions/{SignIn.objects.get(session_key=other.session.session_key).pk}/end/")
    assert other.get("/my/inbox/").status_code == 302
    assert at_home.get("/my/inbox/").status_code == 200


def test_session_of_another_cannot_be_ended(at_home, mo):
    """ASVS 8.2.2"""
    other = Client()
    other.force_login(mo)
    other.get("/my/inbox/")
    assert at_home.post(f"/desk/sessions/{SignIn.objects.get(user=mo).pk}/end/").status_code == 404
    assert other.get("/my/inbox/").status_code == 200


def test_ending_the_session_one_is_in_signs_out(at_home):
    at_home.get("/my/inbox/")
    response = at_home.post(f"/desk/sessions/{SignIn.objects.get().pk}/end/")
    assert "Clear-Site-Data" in response
    assert "_auth_user_id" not in at_home.session


def test_signing_out_empties_the_browser(at_home):
    """ASVS 14.3.1"""
    at_home.cookies["mode"] = "elder"
    response = at_home.post("/accounts/logout/")
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert at_home.get("/my/inbox/").status_code == 302


def test_looking_at_the_way_out_does_not_sign_out(at_home):
    """ASVS 3.5.3"""
    assert "在公用的电脑上" in at_home.get("/accounts/logout/").content.decode()
    assert at_home.get("/my/inbox/").status_code == 200


def test_old_cookie_is_worthless_after_signing_out(at_home):
    old = at_home.cookies["sessionid"].value
    at_home.post("/accounts/logout/")
    at_home.cookies["sessionid"] = old
    assert at_home.get("/my/inbox/").status_code == 302


def test_new_password_ends_the_other_sessions(at_home, lin):
    other = Client()
    other.force_login(lin)
    for client in (at_home, other):
        client.get("/my/inbox/")
    new = {"oldpassword": PASSWORD, "password1": "xin-mima-2026-9", "password2": "xin-mima-2026-9"}
    at_home.post("/accounts/password/change/", new)
    assert at_home.get("/my/inbox/").status_code == 200
    assert other.get("/my/inbox/").status_code == 302
    assert SignIn.objects.get().session_key == at_home.session.session_key


def test_mail_can_be_switched_off_and_on(at_home, lin):
    for data, wanted in (({}, False), ({"wants_mail": "on"}, True)):
        at_home.post("/desk/sessions/mail/", data)
        lin.refresh_from_db()
        assert lin.wants_mail is wanted


def test_mass_assignment_is_ignored(at_home, lin):
    """ASVS 15.3.3"""
    at_home.post("/desk/sessions/mail/", {"wants_mail": "on", "is_staff": "1", "is_superuser": "1"})
    lin.refresh_from_db()
    assert (lin.is_staff, lin.is_superuser) == (False, False)
