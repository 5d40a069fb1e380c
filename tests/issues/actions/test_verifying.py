"""16: whatever is changed behind the portal's back is found and named."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Message
from issues import actions
from issues.actions import verifying
from issues.actions.steps import ERASED, digest
from issues.actions.verifying import broken_matters
from issues.models import Issue, Step
from jobs.models import Job
from jobs.work import CLOCK, carry, enqueue


def broken() -> list[str]:
    return [sentence for _last, sentences in broken_matters() for sentence in sentences]


@pytest.fixture
def matters(matter, answered, town):
    """Three matters with some history; the answered one is the one that gets tampered with."""
    matter()
    actions.take(matter(), by=town.north_worker)
    return answered


def test_an_honest_record_holds(matters, capsys):
    call_command("verify_log")
    assert "办理记录完整，共 3 件" in capsys.readouterr().out


def test_erased_words_leave_the_chain_whole(matters):
    Step.objects.filter(issue=matters).update(text=ERASED)
    assert broken() == []


def last(issue) -> Step:
    return issue.steps.latest("pk")


def change_text(issue):
    Step.objects.filter(pk=last(issue).pk).update(text="改过的话")


def change_hour(issue):
    Step.objects.filter(pk=last(issue).pk).update(at=timezone.now() - timedelta(days=3))


def change_person(issue):
    Step.objects.filter(pk=last(issue).pk).update(by=None)


def hide(issue):
    Step.objects.filter(pk=last(issue).pk).update(is_public=False)


def change_state_of_step(issue):
    Step.objects.filter(pk=last(issue).pk).update(state="closed")


def swap(issue):
    first, second = issue.steps.order_by("pk")[:2]
    Step.objects.filter(pk=first.pk).update(verb=second.verb, text=second.text, text_index=second.text_index)
    Step.objects.filter(pk=second.pk).update(verb=first.verb, text=first.text, text_index=first.text_index)


def delete_last(issue):
    last(issue).delete()


def delete_last_and_count_down(issue):
    """With everything at hand that can be read in the database."""
    gone = last(issue)
    before = issue.steps.exclude(pk=gone.pk).latest("pk")
    gone.delete()
    Issue.objects.filter(pk=issue.pk).update(
        steps_count=F("steps_count") - 1, state=before.state, steps_digest=before.digest
    )


def delete_middle(issue):
    issue.steps.order_by("pk")[1].delete()


def delete_all(issue):
    issue.steps.all().delete()
    Issue.objects.filter(pk=issue.pk).update(steps_count=0, steps_digest="")


def insert(issue):
    before = last(issue)
    Step.objects.create(issue=issue, verb="rate", state="ended", text="5 分", previous=before.digest, digest="x" * 40)


def set_state(issue):
    Issue.objects.filter(pk=issue.pk).update(state="closed")


TAMPERED = [
    *(change_text, change_hour, change_person, hide, change_state_of_step, swap),
    *(delete_last, delete_last_and_count_down, delete_middle, delete_all, insert, set_state),
]


@pytest.mark.parametrize("tamper", TAMPERED, ids=lambda tamper: tamper.__name__)
def test_what_was_tampered_with_is_named_and_nothing_else(matters, tamper, capsys):
    tamper(matters)
    [sentence] = broken()
    assert sentence.startswith(f"{matters.number}：")
    with pytest.raises(CommandError, match="1 件"):
        call_command("verify_log")
    assert matters.number in capsys.readouterr().err


def test_a_chain_cannot_be_mended_without_the_key(matters, settings, monkeypatch):
    """Somebody with another key writes the last step anew."""
    step = last(matters)
    step.text = "改过的话"
    with monkeypatch.context() as other:
        other.setattr("issues.actions.steps.blind_index", lambda words, _kind: f"{hash(words):x}"[:40])
        forged = digest(step)
    Step.objects.filter(pk=step.pk).update(text=step.text, digest=forged)
    assert len(broken()) == 1


def test_many_matters_are_read_batch_by_batch(matters, matter, monkeypatch):
    monkeypatch.setattr(verifying, "AT_ONCE", 2)
    for _ in range(3):
        matter()
    set_state(matters)
    batches = list(broken_matters())
    assert len(batches) == 3
    assert [len(sentences) for _last, sentences in batches] == [1, 0, 0]


def test_a_batch_costs_two_queries(matters, queries):
    with queries(3):
        broken()


def nightly() -> Job:
    job = enqueue("issues.verify_log")
    carry(job.pk, alone=False)
    return Job.objects.get(pk=job.pk)


def test_every_night_administrators_hear_of_what_does_not_fit(matters, town):
    set_state(matters)
    nightly()
    nightly()
    [message] = Message.objects.filter(recipient=town.admin, title__contains="办理记录对不上")
    assert matters.number in message.body
    assert not Message.objects.filter(recipient=town.secretary, title__contains="办理记录对不上").exists()


def test_an_honest_night_tells_nobody(matters, town):
    assert nightly().state == Job.State.DONE
    assert not Message.objects.filter(title__contains="对不上").exists()
    assert CLOCK["issues.verify_log"] == timedelta(days=1)


def test_the_database_lets_no_two_steps_follow_one(matters):
    """Two workers cannot fork the chain even without the lock."""
    twin = last(matters)
    twin.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
