"""Minutes: from the record, frozen when sent, signed by each party or not; silence is no consent."""

from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry, Message
from deliberation.actions import minutes as writing
from deliberation.actions import sitting
from deliberation.models import Signature
from tests.deliberation import sat
from tests.deliberation.actions.test_sitting import later


def test_the_record_is_all_in_it(town):
    meeting = sat.closed(town)
    text = meeting.minutes.text
    motion = meeting.motions.get()
    for words in ("物业：秦经理", "1．小区大门修不修", "动议：四月底前修好大门。", "业主代表 不同意", motion.digest):
        assert words in text
    assert "应表决 5，需同意 3；同意 4，不同意 1，弃权 0，未表决 0。通过。" in text


def test_the_text_is_open_until_it_is_sent(town):
    minutes = sat.closed(town).minutes
    writing.write_minutes(minutes, text="改过的纪要", by=town.clerk)
    writing.send_minutes(minutes, by=town.clerk)
    assert minutes.digest == sha256("改过的纪要".encode()).hexdigest()
    with pytest.raises(ValidationError, match="文字不能再改"):
        writing.write_minutes(minutes, text="再改", by=town.clerk)
    with pytest.raises(ValidationError, match="已经有人处理过"):
        writing.send_minutes(minutes, by=town.clerk)


def test_each_party_signs_or_dissents_and_no_answer_stays_unsigned(town):
    minutes = writing.send_minutes(sat.closed(town).minutes, by=town.clerk)
    assert Message.objects.filter(recipient=town.secretary, title__startswith="请您看会议纪要").exists()
    party, committee = minutes.signatures.get(party="党组织"), minutes.signatures.get(party="业委会")
    writing.sign(party, name="周书记", by=None)
    writing.sign(committee, name="余大姐", words="工期太紧。", by=town.clerk)
    states = dict(minutes.signatures.values_list("party", "state"))
    assert states == {
        "党组织": "signed",
        "业委会": "dissent",
        "居委会": "waiting",
        "物业": "waiting",
        "业主代表": "waiting",
    }
    assert Signature.objects.get(party="物业").get_state_display() == "未签"
    with pytest.raises(ValidationError, match="已经签过"):
        writing.sign(party, name="周书记", words="反悔", by=None)


def test_only_parties_that_were_there_are_asked(town):
    meeting = sat.in_session(town, absent=("物业",))
    sitting.adjourn(meeting, reason="物业没来", by=town.clerk, **later())
    minutes = writing.send_minutes(meeting.minutes, by=town.clerk)
    assert "物业" not in minutes.signatures.values_list("party", flat=True)


def test_what_was_done_stands_in_the_audit(town):
    minutes = writing.send_minutes(sat.closed(town).minutes, by=town.clerk)
    writing.sign(minutes.signatures.first(), name="周书记", by=None)
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"meeting.called", "meeting.noticed", "meeting.opened", "motion.voting", "motion.counted"} <= verbs
    assert {"meeting.closed", "minutes.sent", "minutes.signed"} <= verbs
