from datetime import date

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEntry
from community.actions import change_notice, publish_notice, withdraw_notice, write_notice
from community.models import Notice


def draft(town, body="明天停水。", **facts):
    facts = {"kind": "news", "title": "停水通知"} | facts
    return write_notice(town.community, body=body, by=town.clerk, **facts)


def refused(code, act):
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.error_list[0].code == code


def test_a_draft_is_not_public(town):
    draft(town)
    assert not Notice.objects.public().exists()


def test_published_once_and_on_record(town):
    notice = publish_notice(draft(town), by=town.clerk)
    assert notice in Notice.objects.public()
    refused("moved_on", lambda: publish_notice(notice, by=town.clerk))
    assert AuditEntry.objects.filter(verb="notice.published").count() == 1


@pytest.mark.parametrize("body", ["找老王 13812345678", "身份证 11010119900307002X", "卡号 6222021234567890"])
def test_private_numbers_stop_publishing(town, body):
    notice = draft(town, body)
    refused("private", lambda: publish_notice(notice, by=town.clerk))
    assert not Notice.objects.public().exists()


def test_a_correction_is_looked_through_too(town):
    notice = publish_notice(draft(town), by=town.clerk)
    refused("private", lambda: change_notice(notice, body="打 13812345678", by=town.clerk))
    change_notice(notice, body="后天停水。", by=town.clerk)
    assert Notice.objects.public().get().body == "后天停水。"
    assert AuditEntry.objects.filter(verb="notice.corrected").exists()


def test_withdrawing_needs_a_reason_and_keeps_the_notice(town):
    notice = publish_notice(draft(town), by=town.clerk)
    refused("no_reason", lambda: withdraw_notice(notice, reason=" ", by=town.clerk))
    withdraw_notice(notice, reason="时间有误", by=town.clerk)
    assert not Notice.objects.public().exists()
    assert AuditEntry.objects.get(verb="notice.withdrawn").reason == "时间有误"


def test_a_withdrawn_notice_is_not_changed(town):
    notice = withdraw_notice(publish_notice(draft(town), by=None), reason="时间有误", by=None)
    refused("moved_on", lambda: change_notice(notice, body="又来", by=town.clerk))


def test_publicity_that_is_over_is_not_published(town):
    refused("over", lambda: publish_notice(draft(town, until=date(2020, 1, 1)), by=town.clerk))


def test_empty_words_are_refused(town):
    refused("empty", lambda: draft(town, body=" \u3000\x00 "))
