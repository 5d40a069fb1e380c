"""What volunteering says it keeps for a while goes when the while is over."""

from datetime import timedelta

from django.utils import timezone

from community.actions import retention
from volunteers.actions.forgetting import RULES
from volunteers.models import SignUp


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


def test_every_rule_can_say_what_would_go_and_let_it_go(town):
    keys = {rule.key for rule in RULES}
    assert keys <= {outcome.key for outcome in retention.foretell()}
    retention.forget(timezone.localdate() + timedelta(days=4000))
