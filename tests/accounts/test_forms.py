import re

import pytest
from django.utils import timezone

from accounts.models import User

pytestmark = pytest.mark.django_db
PHONE = "19900000012"


def ask(client, contact=PHONE, address="203.0.113.1"):
    return client.post("/accounts/login/code/", {"contact": contact}, REMOTE_ADDR=address)


def answer(client, code):
    return client.post("/accounts/login/code/confirm/", {"code": code})


def code_in(outbox) -> str:
    return re.search(r"\d{6}", outbox.sent[-1][2])[0]


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize(
    ("typed", "to"),
    [
        (PHONE, PHONE),
        ("１９９ ００００ ００１２", PHONE),
        ("+86 199-0000-0012", PHONE),
        ("Wang@Example.cn", "wang@example.cn"),
    ],
)
def test_resident_signs_in_with_the_code_sent(client, outbox, typed, to):
    ask(client, typed)
    assert outbox.sent[0][0] == to
    answer(client, code_in(outbox))
    assert signed_in(client)


def test_phone_counts_as_verified_after_its_code(client, outbox):
    ask(client)
    answer(client, code_in(outbox))
    assert User.objects.get().phone_verified


def test_second_visit_finds_the_same_account(client, outbox, time_machine):
    time_machine.move_to(timezone.now())
    for _visit in range(2):
        ask(client)
        answer(client, code_in(outbox))
        client.logout()
        time_machine.shift(120)
    assert User.objects.count() == 1


def test_code_may_be_typed_in_full_width(client, outbox):
    ask(client)
    answer(client, code_in(outbox).translate({ord("0") + n: ord("０") + n for n in range(10)}))
    assert signed_in(client)


@pytest.mark.parametrize("typed", ["", "12345", "0734-1234567", "wang@", "199000000123", "\x00"])
def test_what_is_no_contact_gets_a_sentence(client, outbox, typed):
    response = ask(client, typed)
    assert response.status_code == 200
    assert response.context["form"].errors["contact"]
    assert not outbox.sent


def test_known_and_unknown_phone_get_the_same_answer(client, outbox, lin):
    """ASVS 6.3.8"""
    lin.set_phone("19900000099")
    lin.save()
    pages = []
    for phone in ("19900000099", "19900000098"):
        assert ask(client, phone).url == "/accounts/login/code/confirm/"
        page = client.get("/accounts/login/code/confirm/").content.decode().replace(phone, "")
        pages.append(re.sub(r'value="\w{64}"', "", page))
        client.cookies.clear()
    assert pages[0] == pages[1]


def test_closed_door_for_new_residents_looks_the_same(client, outbox, settings):
    settings.RESIDENTS_MAY_SIGN_UP = False
    assert ask(client).url == "/accounts/login/code/confirm/"
    assert not outbox.sent
    assert not User.objects.exists()


def test_disabled_resident_gets_no_code(client, outbox, lin):
    User.objects.filter(pk=lin.pk).update(is_active=False)
    ask(client, "lin@example.cn")
    assert not outbox.sent


def test_five_wrong_codes_and_the_right_one_is_dead(client, outbox):
    """ASVS 6.6.3"""
    ask(client)
    right = code_in(outbox)
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(5):
        answer(client, wrong)
    answer(client, right)
    assert not signed_in(client)


def test_tries_are_counted_although_the_session_is_put_back(client, outbox):
    """Parallel requests each see the session as it was: only the database can count them."""
    ask(client)
    right, state = code_in(outbox), dict(client.session.items())
    for _try in range(5):
        answer(client, "000000" if right != "000000" else "111111")
        session = client.session
        session.update(state)
        session.save()
    answer(client, right)
    assert not signed_in(client)


def test_code_lasts_ten_minutes(client, outbox, time_machine):
    """ASVS 6.5.5"""
    time_machine.move_to(timezone.now())
    ask(client)
    time_machine.shift(601)
    answer(client, code_in(outbox))
    assert not signed_in(client)


def test_code_works_once(client, outbox):
    """ASVS 6.5.1"""
    ask(client)
    code = code_in(outbox)
    answer(client, code)
    client.logout()
    answer(client, code)
    assert not signed_in(client)


def test_code_belongs_to_the_browser_that_asked(client, outbox):
    ask(client)
    client.cookies.clear()
    answer(client, code_in(outbox))
    assert not signed_in(client)


def test_old_code_dies_with_a_new_one(client, outbox, time_machine):
    time_machine.move_to(timezone.now())
    ask(client)
    old = code_in(outbox)
    time_machine.shift(61)
    client.post("/accounts/logout/")
    ask(client)
    answer(client, old)
    assert not signed_in(client) or old == code_in(outbox)


def test_one_code_a_minute_for_one_phone(client, outbox):
    """ASVS 2.4.1"""
    ask(client)
    client.cookies.clear()
    response = ask(client)
    assert "请等一分钟再试" in response.content.decode()
    assert len(outbox.sent) == 1


def test_five_codes_a_day_for_one_phone(client, outbox, time_machine):
    time_machine.move_to(timezone.now())
    for _try in range(7):
        client.cookies.clear()
        response = ask(client)
        time_machine.shift(61)
    assert len(outbox.sent) == 5
    assert "请明天再试" in response.content.decode()


def test_twenty_codes_a_day_from_one_address(client, outbox):
    for number in range(22):
        client.cookies.clear()
        ask(client, f"199000001{number:02}")
    assert len(outbox.sent) == 20


def test_spoofed_address_does_not_help(client, outbox):
    """ASVS 4.1.3"""
    for number in range(22):
        client.cookies.clear()
        phone, forged = f"199000001{number:02}", {"x-forwarded-for": f"198.51.100.{number}"}
        client.post("/accounts/login/code/", {"contact": phone}, headers=forged)
    assert len(outbox.sent) == 20


def test_day_has_so_many_text_messages(client, outbox, settings):
    settings.SMS_PER_DAY = 1
    ask(client, "19900000101")
    client.cookies.clear()
    assert "今天的短信已经发完了" in ask(client, "19900000102").content.decode()


def test_password_can_be_set_anew_by_mail(client, outbox, lin):
    client.post("/accounts/password/reset/", {"email": "lin@example.cn"})
    client.post("/accounts/password/reset/confirm/", {"code": code_in(outbox)})
    new = {"password1": "xin-mima-2026-9", "password2": "xin-mima-2026-9"}
    assert client.post("/accounts/password/reset/complete/", new).url == "/accounts/password/reset/done/"
    lin.refresh_from_db()
    assert lin.check_password("xin-mima-2026-9")


def test_reset_of_an_unknown_address_looks_the_same(client, outbox):
    response = client.post("/accounts/password/reset/", {"email": "niemand@example.cn"})
    assert response.url == "/accounts/password/reset/confirm/"
    assert not outbox.sent


def test_reset_mail_holds_no_address_of_the_portal(client, outbox, lin):
    """A forged Host header must not get into the mail."""
    client.post("/accounts/password/reset/", {"email": "lin@example.cn"}, headers={"host": "evil.example"})
    assert "evil" not in outbox.sent[0][2]


@pytest.mark.parametrize("weak", ["1234567", "12345678", "password"])
def test_weak_password_is_refused(client, lin, weak):
    """ASVS 6.2.1, 6.2.4"""
    client.force_login(lin)
    data = {"oldpassword": "shiliu-huakai-7", "password1": weak, "password2": weak}
    assert client.post("/accounts/password/change/", data).context["form"].errors["password1"]


def test_long_password_without_digits_is_welcome(client, lin):
    """ASVS 6.2.5: no composition rules"""
    client.force_login(lin)
    new = "春天的石榴花开得很好看啊"
    data = {"oldpassword": "shiliu-huakai-7", "password1": new, "password2": new}
    client.post("/accounts/password/change/", data)
    lin.refresh_from_db()
    assert lin.check_password(new)


def test_new_password_must_differ(client, lin):
    client.force_login(lin)
    data = dict.fromkeys(["oldpassword", "password1", "password2"], "shiliu-huakai-7")
    assert client.post("/accounts/password/change/", data).context["form"].errors["password1"]
