"""What volunteering says it keeps for a while goes when the while is over."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from accounts.sealing import is_sealed
from accounts.vault import vault
from community.actions import retention
from tests.issues.dot import DOT
from volunteers.actions import attending, wishing
from volunteers.actions.forgetting import RULES
from volunteers.models import SignBook, SignUp


def test_phone_and_answers_of_a_sign_up_go_a_year_after_the_session(session):
    facts = {"name": "老王", "phone": "19900000077", "phone_index": "a" * 40, "answers": {"1": "带孙子"}}
    row = SignUp.objects.create(session=session, number=1, state=SignUp.State.CONFIRMED, **facts)
    last = timezone.localdate(session.ends_at)
    retention.forget(last + timedelta(days=364))
    row.refresh_from_db()
    assert row.phone == "19900000077"
    retention.forget(last + timedelta(days=367))
    row.refresh_from_db()
    assert (row.phone, row.phone_index, row.answers, row.name) == ("", "", {}, "老王")


def test_photos_of_a_granted_wish_and_of_a_list_go_with_their_words(town, session, django_capture_on_commit_callbacks):
    wish = wishing.make_wish(town.wang, unit=town.building, text="想要一台收音机", shown_as="王爷爷", by=town.clerk)
    wishing.publish(wish, how="上门问过", by=town.clerk)
    row = wishing.claim(wish, by=town.stranger)
    wishing.thank(wishing.fulfil(row, evidence="送到王小明家", photo=DOT, by=town.stranger), how="问过", by=town.clerk)
    attending.keep_paper(session, DOT, by=town.clerk)
    row.refresh_from_db()
    files = [row.photo.name, SignBook.objects.get().paper.name]
    assert all(map(vault.exists, files)) and is_sealed(Path(vault.path(files[0])).read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        retention.forget(timezone.localdate() + timedelta(days=800))
    row.refresh_from_db()
    assert (row.evidence, row.photo.name, [vault.exists(name) for name in files]) == ("已圆的心愿", "", [False, False])


def test_every_rule_can_say_what_would_go_and_let_it_go(town):
    keys = {rule.key for rule in RULES}
    assert keys <= {outcome.key for outcome in retention.foretell()}
    retention.forget(timezone.localdate() + timedelta(days=4000))
