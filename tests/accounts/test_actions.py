import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts import actions, append_only
from accounts.actions import FIRST_DIGEST, first_broken, record, tell, tell_address
from accounts.models import AuditEntry, AuditHead, Delivery, Message, SignIn, User
from jobs.models import Job

pytestmark = pytest.mark.django_db


# --- telling
def test_same_key_is_the_same_message(lin):
    first, second = (tell(lin, "有新事项", key="issue:1") for _twice in range(2))
    assert first == second
    assert Message.objects.count() == 1
    assert Job.objects.filter(kind="accounts.deliver").count() == 1


def test_without_an_address_only_the_inbox_knows(db):
    user = User.objects.create_user("li", name="李翠花")
    tell(user, "有新事项")
    assert not Delivery.objects.exists()
    assert not Job.objects.exists()


def test_who_wants_no_mail_gets_none(lin):
    actions.choose_ways(lin, mail=False, sms=False)
    tell(User.objects.get(pk=lin.pk), "有新事项")
    assert not Delivery.objects.exists()


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_message_leads_nowhere_else(lin, link):
    with pytest.raises(ValidationError):
        tell(lin, "有新事项", link=link)


def test_phone_of_somebody_without_account_is_stored_sealed(db):
    message = tell_address("19900000012", "已办结")
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM accounts_message WHERE id = %s", [message.pk])
        assert "19900000012" not in cursor.fetchone()[0]
    assert message.deliveries.get().channel == Delivery.Channel.SMS


# --- the record
def test_entries_are_chained(lin):
    first = record("person.revealed", by=lin, target="person:12", reason="电话核实", fields=["phone"])
    second = record("person.revealed", by=lin, target="person:13")
    assert (first.previous, second.previous) == (FIRST_DIGEST, first.digest)
    assert first_broken() is None


def test_record_takes_whatever_length_and_kind(lin):
    record("x" * 99, by=None, target="y" * 300, reason="z\n" * 300, on=timezone.localdate(), amount=1.5)
    assert first_broken() is None


def test_record_of_an_undone_deed_is_undone(lin):
    with transaction.atomic():
        record("person.revealed", by=lin)
        transaction.set_rollback(True)
    assert not AuditEntry.objects.exists()
    assert first_broken() is None


def tamper(**change) -> None:
    append_only.take_off(connection)
    AuditEntry.objects.filter(target="person:2").update(**change)
    append_only.put_on(connection)


@pytest.mark.parametrize(
    "change", [{"reason": "别的理由"}, {"actor": None}, {"detail": {"n": 2}}, {"at": timezone.now()}]
)
def test_changed_entry_is_named(lin, change):
    entries = [record("person.revealed", by=lin, target=f"person:{number}", n=1) for number in (1, 2, 3)]
    tamper(**change)
    assert first_broken() == entries[1]


def test_removed_entry_breaks_the_next(lin):
    entries = [record("person.revealed", by=lin, target=f"person:{number}") for number in (1, 2, 3)]
    append_only.take_off(connection)
    AuditEntry.objects.filter(pk=entries[1].pk).delete()
    append_only.put_on(connection)
    assert first_broken() == entries[2]


def test_cut_off_end_is_noticed(lin):
    entries = [record("person.revealed", by=lin) for _number in (1, 2, 3)]
    append_only.take_off(connection)
    AuditEntry.objects.filter(pk=entries[2].pk).delete()
    append_only.put_on(connection)
    assert "应有 3 条，实际只有 2 条" in first_broken()


def test_command_says_the_chain_is_whole(lin, capsys):
    record("person.revealed", by=lin)
    call_command("check_audit")
    assert "留痕记录完整，共 1 条" in capsys.readouterr().out


def test_command_names_the_broken_entry(lin):
    broken = [record("person.revealed", by=lin, target=f"person:{number}") for number in (1, 2)][1]
    tamper(reason="别的")
    with pytest.raises(CommandError, match=f"从第 {broken.pk} 条"):
        call_command("check_audit")


def race(deed, count: int) -> list[Exception]:
    """``deed`` in ``count`` threads at once, each with its own connection; what went wrong in them."""
    start, troubles = threading.Barrier(count), []

    def run():
        try:
            start.wait()
            deed()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


@pytest.mark.django_db(transaction=True)
def test_parallel_records_make_one_chain():
    assert not race(lambda: [record("person.revealed", by=None) for _each in range(5)], 6)
    assert AuditEntry.objects.count() == AuditHead.objects.get().length == 30
    assert first_broken() is None


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one writer in at a time")
def test_without_the_lock_the_chain_would_fork(monkeypatch):
    record("first", by=None)
    start = threading.Barrier(4)

    def unlocked():
        head = AuditHead.objects.get(pk=1)
        start.wait(5)
        return head

    monkeypatch.setattr(actions, "lock_head", unlocked)
    assert race(lambda: record("person.revealed", by=None), 4)


# --- accounts
def test_given_password_must_be_changed_and_lasts_a_week(lin):
    """ASVS 6.4.1"""
    password = actions.give_password(lin, by=None)
    lin.refresh_from_db()
    assert lin.check_password(password)
    assert lin.must_change_password
    assert timedelta(days=6) < lin.password_until - timezone.now() <= timedelta(days=7)


def test_given_passwords_are_random(lin):
    """ASVS 6.3.2"""
    assert len({actions.give_password(lin, by=None) for _each in range(20)}) == 20


def test_password_is_not_in_the_record(lin):
    password = actions.give_password(lin, by=None)
    assert password not in str(AuditEntry.objects.values())


def test_own_password_lifts_the_duty_to_change_it(lin):
    actions.give_password(lin, by=None)
    actions.choose_password(lin, "xin-mima-2026-9", keep_session=None)
    lin.refresh_from_db()
    assert (lin.must_change_password, lin.password_until) == (False, None)


def test_unlock_command_says_what_it_did(lin, sign_in, capsys):
    for _try in range(6):
        sign_in(password="wrong-wrong")
    call_command("unlock", " ＬＩＮ ")
    assert sign_in().status_code == 302
    assert "已解除锁定" in capsys.readouterr().out


def test_two_accounts_never_share_a_phone(lin):
    first = actions.open_account(phone="19900000012")
    assert actions.open_account(phone="19900000012") == first


def test_two_accounts_never_share_an_address(lin):
    assert actions.open_account(email="LIN@example.cn") == lin


def test_session_that_changes_its_key_stays_one_entry(lin):
    actions.list_session(lin, "old", old=None, address="203.0.113.1", agent="")
    actions.list_session(lin, "new", old="old", address="203.0.113.1", agent="")
    assert list(SignIn.objects.values_list("session_key", flat=True)) == ["new"]


def test_a_staff_account_is_named_after_its_holder(db):
    user, password = actions.open_staff_account("王小明", by=None)
    assert (user.username, user.must_change_password) == ("wangxiaoming", True)
    assert user.check_password(password)


@pytest.mark.parametrize(
    ("name", "username"), [("曾小雨", "zengxiaoyu"), ("吕 阳", "lvyang"), ("Anna Müller", "annamller")]
)
def test_names_are_spelt_as_people_say_them(db, name, username):
    assert actions.open_staff_account(name, by=None)[0].username == username


def test_namesakes_get_a_number(db):
    names = [actions.open_staff_account("王小明", by=None)[0].username for _time in range(3)]
    assert names == ["wangxiaoming", "wangxiaoming2", "wangxiaoming3"]


@pytest.mark.parametrize("username", ["王小明", "9lives", "ab", "neighbour-x", "a b c"])
def test_login_names_that_cannot_be_typed_are_refused(db, username):
    with pytest.raises(ValidationError, match="小写字母"):
        actions.open_staff_account("王小明", username=username, by=None)


def test_a_name_without_pinyin_still_gets_a_login(db):
    assert actions.open_staff_account("·", by=None)[0].username == "staff"
