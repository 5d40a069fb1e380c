import pytest
from django.urls import reverse

from community.actions import publish_notice, withdraw_notice, write_notice
from community.models import Notice


def at(name, *keys):
    return reverse(f"community:{name}", args=keys)


def draft(unit, title="停水通知", body="明天停水。\n请接好水。", kind="news"):
    return write_notice(unit, kind=kind, title=title, body=body, by=None)


@pytest.fixture
def public(town):
    return publish_notice(draft(town.community), by=None)


@pytest.fixture
def wen(client, town):
    client.force_login(town.clerk)
    return client


def test_everybody_reads_what_is_public(client, public):
    assert "停水通知" in client.get(at("notices")).text
    page = client.get(at("notice", public.pk)).text
    assert "明天停水。<br>请接好水。" in page


def test_drafts_and_withdrawn_ones_are_nobodys(client, town, public):
    secret = draft(town.community, "还没想好")
    assert "还没想好" not in client.get(at("notices")).text
    assert client.get(at("notice", secret.pk)).status_code == 404
    withdraw_notice(public, reason="时间有误", by=None)
    assert client.get(at("notice", public.pk)).status_code == 404


def test_words_are_only_words(client, town):
    notice = publish_notice(draft(town.community, "<b>粗</b>", "<script>alert(1)</script>"), by=None)
    page = client.get(at("notice", notice.pk)).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_tabs_and_search_narrow(client, town, public):
    publish_notice(draft(town.community, "补贴公示", "名单见附表", "publicity"), by=None)
    assert "停水通知" not in client.get(at("notices"), {"kind": "publicity"}).text
    assert "补贴公示" not in client.get(at("notices"), {"q": "接好水"}).text
    assert "没有找到" in client.get(at("notices"), {"q": "没有这个词"}).text


def test_pages_turn_and_keep_the_tab(client, town):
    for number in range(17):
        publish_notice(draft(town.community, f"第{number}号"), by=None)
    first = client.get(at("notices"), {"kind": "news"})
    assert len(first.context["rows"]) == 15
    assert "kind=news&amp;page=2" in first.text


def test_the_list_costs_the_same_for_one_and_for_fifteen(client, town, public, django_assert_num_queries):
    client.get(at("notices"), {"q": ""})
    with django_assert_num_queries(2):
        client.get(at("notices"), {"q": ""})
    for number in range(15):
        publish_notice(draft(town.community, f"第{number}号"), by=None)
    client.get(at("notices"), {"q": ""})
    with django_assert_num_queries(2):
        client.get(at("notices"), {"q": ""})


def form(town, **changed):
    return {"unit": town.community.pk, "kind": "news", "title": "停电通知", "body": "明天停电。"} | changed


def test_written_previewed_published(wen, town):
    preview = wen.post(at("notice_new"), form(town))["Location"]
    assert "居民还看不到" in wen.get(preview).text
    notice = Notice.objects.get(title="停电通知")
    wen.post(at("notice_publish", notice.pk))
    assert "停电通知" in wen.get(at("notices")).text


def test_readers_see_a_publication_at_once(client, town, django_capture_on_commit_callbacks):
    assert "停水通知" not in client.get(at("notices")).text
    with django_capture_on_commit_callbacks(execute=True):
        publish_notice(draft(town.community), by=None)
    assert "停水通知" in client.get(at("notices")).text


def test_a_private_number_is_named_and_nothing_is_published(wen, town):
    notice = draft(town.community, body="请打老王电话\n13812345678")
    assert "改好才能发布" in wen.get(at("notice_desk", notice.pk)).text
    answer = wen.post(at("notice_publish", notice.pk), follow=True)
    assert "第 2 行有手机号" in answer.text
    assert not Notice.objects.public().exists()


def test_withdrawn_with_a_reason(wen, public):
    assert wen.post(at("notice_withdraw", public.pk), {"reason": ""}).status_code == 422
    assert wen.post(at("notice_withdraw", public.pk), {"reason": "时间有误"}).status_code == 302
    assert not Notice.objects.public().exists()


def test_state_and_author_are_not_typed(wen, town):
    wen.post(at("notice_new"), form(town, published_at="2026-01-01", by=town.admin.pk))
    notice = Notice.objects.get(title="停电通知")
    assert (notice.published_at, notice.by) == (None, town.clerk)


def test_a_leader_publishes_for_the_own_grid_only(client, town):
    client.force_login(town.north_leader)
    assert client.post(at("notice_new"), form(town, unit=town.south.pk)).status_code == 422
    assert client.post(at("notice_new"), form(town, unit=town.north.pk)).status_code == 302


def test_a_grid_worker_reads_but_does_not_publish(client, town):
    client.force_login(town.north_worker)
    own = draft(town.north)
    assert client.get(at("notice_desk", own.pk)).status_code == 200
    assert client.post(at("notice_publish", own.pk)).status_code == 403
    assert client.get(at("notice_edit", own.pk)).status_code == 403
    assert client.post(at("notice_withdraw", own.pk), {"reason": "x"}).status_code == 403
    assert client.get(at("notice_new")).status_code == 404


@pytest.mark.parametrize("name", ["notice_desk", "notice_edit", "notice_publish", "notice_withdraw"])
def test_another_grids_notices_do_not_exist_at_this_desk(client, town, name):
    client.force_login(town.south_leader)
    own = draft(town.north)
    verbs = ["get"] if name == "notice_desk" else ["post"]
    verbs += ["get"] if name == "notice_edit" else []
    assert {getattr(client, verb)(at(name, own.pk)).status_code for verb in verbs} == {404}


@pytest.mark.parametrize("name", ["notice_publish", "notice_withdraw"])
def test_deeds_are_posted(wen, public, name):
    assert wen.get(at(name, public.pk)).status_code == 405


def test_a_draft_with_a_phone_number_says_where_and_offers_to_mend_it(client, town):
    client.force_login(town.clerk)
    own = draft(town.community, body="请联系\n13812345678。")
    page = client.get(at("notice_desk", own.pk)).text
    assert "正文里：第 2 行有手机号" in page
    assert "去修改" in page
    assert f"{own.pk}/publish/" not in page
