"""What leaves the portal by a robot or a gateway, against a machine of our own that answers as theirs do."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts import actions, senders
from accounts.actions import tell, tell_group
from accounts.models import AuditEntry, Delivery, Message, User, WechatLink
from accounts.senders import post
from accounts.senders.post import SendError, cut
from accounts.senders.sms import GatewaySender
from accounts.senders.wechat import TemplateSender
from accounts.senders.wecom import RobotSender
from jobs.work import drain

PHONE = "19900000012"
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


class Machine(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        path = self.path.partition("?")[0]
        status, answer = (200, self.server.answers[path]) if path in self.server.answers else self.server.answer
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def do_GET(self):
        self.server.heard.append((self.path, dict(self.headers), b""))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps(self.server.answers[self.path.partition("?")[0]]).encode())

    def log_message(self, *args):
        """Not into the tests' output."""


@pytest.fixture
def machine(settings):
    server = HTTPServer(("127.0.0.1", 0), Machine)
    server.heard, server.answers, server.answer = [], {}, (200, {"errcode": 0, "errmsg": "ok"})
    Thread(target=server.serve_forever, daemon=True, kwargs={"poll_interval": 0.01}).start()
    base = f"http://127.0.0.1:{server.server_port}"
    settings.WECOM_GROUPS = {"staff": f"{base}/cgi-bin/webhook/send?key={KEY}", "public": ""}
    settings.WECOM_HOSTS = ["127.0.0.1"]
    settings.SMS_URL, settings.SMS_OK = f"{base}/sms", "code=0"
    settings.SMS_SIGN = "【青石社区】"
    settings.SEND_SECONDS = 1
    yield server
    server.shutdown()
    server.server_close()


# --- 企业微信群机器人 ---------------------------------------------------------------------------
def test_the_robot_says_it_in_the_group(machine):
    RobotSender().send("wecom:staff", "2026-0012 收到反映", "请到工作台查看。\n\nhttps://linli.example/desk/issues/7/")
    path, _headers, body = machine.heard[0]
    assert path == f"/cgi-bin/webhook/send?key={KEY}"
    assert json.loads(body) == {
        "msgtype": "text",
        "text": {"content": "2026-0012 收到反映\n请到工作台查看。\nhttps://linli.example/desk/issues/7/"},
    }


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, {"errcode": 93000, "errmsg": "invalid webhook url"}), "errcode 93000: invalid webhook url"),
        ((200, {"errcode": 45009, "errmsg": "api freq out of limit"}), "errcode 45009"),
        ((200, {}), "no errcode"),
        ((200, []), "no errcode"),
        ((200, b"<html>"), "JSONDecodeError"),
        ((500, {"errcode": 0}), "HTTP 500"),
        ((302, {"errcode": 0}), "HTTP 302"),
    ],
)
def test_200_alone_is_no_message_in_the_group(machine, answer, words):
    machine.answer = answer
    with pytest.raises(SendError) as refusal:
        RobotSender().send("wecom:staff", "2026-0012", "")
    assert words in str(refusal.value) and KEY not in str(refusal.value)
    assert len(machine.heard) == 1


def test_what_is_too_long_gives_way_before_the_link_does(machine):
    RobotSender().send("wecom:staff", "昨天的进展", "楼道灯已修好\n" * 200 + "\n\nhttps://linli.example/matters/")
    content = json.loads(machine.heard[0][2])["text"]["content"]
    assert 2000 < len(content.encode()) <= 2048
    assert content.endswith("…\nhttps://linli.example/matters/") and content.startswith("昨天的进展\n")
    assert cut("标题", "短", 2048, len) == "标题\n短"


def test_the_robot_goes_to_wecom_and_nowhere_else(machine, settings):
    settings.WECOM_HOSTS = ["qyapi.weixin.qq.com"]
    with pytest.raises(SendError):
        RobotSender().send("wecom:staff", "2026-0012", "")
    with pytest.raises(SendError):
        RobotSender().send("wecom:public", "2026-0012", "")
    assert machine.heard == []


@pytest.mark.parametrize("url", ["http://93.184.215.14/", "ftp://127.0.0.1/", "file:///etc/passwd", "http:///x", ""])
def test_nothing_goes_out_in_the_clear_to_a_foreign_machine(url):
    with pytest.raises(SendError, match="https"):
        post.post(url, b"{}", {})


def test_nobody_waits_long_for_a_machine_that_is_silent(settings):
    settings.SEND_SECONDS = 0.2
    # listens and never answers
    server = HTTPServer(("127.0.0.1", 0), Machine)
    with pytest.raises(SendError, match="TimeoutError"):
        post.post(f"http://127.0.0.1:{server.server_port}/", b"{}", {})
    server.server_close()


def test_a_group_is_told_once_and_only_where_there_is_one(machine, db):
    for _twice in range(2):
        tell_group("staff", "2026-0012 收到反映", key="ping:1")
    assert tell_group("public", "昨天的进展") is None
    drain()
    assert len(machine.heard) == 1
    assert (Delivery.objects.get().channel, Delivery.objects.get().state) == ("wecom", "sent")


# --- text messages -----------------------------------------------------------------------------
def test_the_gateway_gets_number_signature_and_words(machine, settings):
    machine.answer = (200, {"code": 0, "message": "OK"})
    settings.SMS_HEADERS = {"Authorization": "Bearer geheim"}
    GatewaySender().send(PHONE, "您反映的事已办结", "路灯{phone}修好了")
    path, headers, body = machine.heard[0]
    assert (path, headers["Authorization"]) == ("/sms", "Bearer geheim")
    assert json.loads(body) == {"phone": PHONE, "content": "【青石社区】您反映的事已办结 路灯{phone}修好了"}


def test_a_gateway_with_templates_and_forms(machine, settings):
    machine.answer = (200, {"Response": {"List": [{"Code": "Ok"}]}})
    settings.SMS_FORM, settings.SMS_OK = True, "Response.List.0.Code=Ok"
    settings.SMS_BODY = {"to": "+86{phone}", "template": "1001", "params": {"text": "{text}"}}
    GatewaySender().send(PHONE, "标题", "内容")
    form = parse_qs(machine.heard[0][2].decode())
    assert form["to"] == [f"+86{PHONE}"] and json.loads(form["params"][0]) == {"text": "标题 内容"}


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((200, {"code": 1, "message": f"{PHONE} is on the black list"}), "code=1 … is on the black list"),
        ((200, {"status": "ok"}), "code= "),
        ((200, [0]), "code= "),
        ((401, {"code": 0}), "HTTP 401"),
    ],
)
def test_only_the_field_says_that_it_went_out_and_no_number_is_told(machine, answer, words):
    machine.answer = answer
    with pytest.raises(SendError) as refusal:
        GatewaySender().send(PHONE, "标题", "内容")
    assert words in str(refusal.value) and PHONE not in str(refusal.value)


def test_without_a_field_nothing_counts_as_sent(machine, settings):
    settings.SMS_OK = ""
    with pytest.raises(SendError, match="SMS_OK"):
        GatewaySender().send(PHONE, "标题", "内容")
    assert machine.heard == []


@pytest.fixture
def gateway(machine, settings):
    settings.SENDERS = settings.SENDERS | {"sms": "accounts.senders.sms.GatewaySender"}
    machine.answer = (200, {"code": 0})
    return machine


@pytest.fixture
def mei(lin):
    """Signs in by telephone."""
    lin.set_phone(PHONE)
    lin.phone_verified = True
    lin.save()
    return lin


def test_whoever_wants_texts_gets_them_beside_the_mail(gateway, mei):
    tell(mei, "只放收件箱和邮件")
    actions.choose_ways(mei, mail=True, sms=True)
    mei.refresh_from_db()
    tell(mei, "也发短信")
    drain()
    found = [(row.message.title, row.channel, row.state) for row in Delivery.objects.order_by("pk")]
    assert found == [("只放收件箱和邮件", "mail", "sent"), ("也发短信", "mail", "sent"), ("也发短信", "sms", "sent")]
    assert len(gateway.heard) == 1


def test_what_asks_for_ones_word_goes_every_way_on_file(gateway, mei):
    tell(mei, "办好了吗？", every=True)
    assert set(Delivery.objects.values_list("channel", flat=True)) == {"mail", "sms"}


def test_a_number_nobody_confirmed_is_not_texted(gateway, mei):
    mei.phone_verified, mei.wants_sms = False, True
    mei.save()
    tell(mei, "新事项", every=True)
    assert list(Delivery.objects.values_list("channel", flat=True)) == ["mail"]


def test_a_day_has_only_so_many_texts(gateway, mei, settings):
    settings.SMS_PER_DAY = 1
    for title in ("一", "二"):
        tell(mei, title, every=True)
    drain()
    waiting = Delivery.objects.get(channel="sms", state="waiting")
    assert (len(gateway.heard), waiting.message.title) == (1, "二") and "SMS_PER_DAY" in waiting.error


def test_a_code_that_did_not_go_out_says_so(gateway, mei, client, caplog):
    gateway.answer = (200, {"code": 7, "message": f"no credit for {PHONE}"})
    page = client.post("/accounts/login/code/", {"contact": PHONE, "login": PHONE, "phone": PHONE}, follow=True).text
    assert "短信没有发出去" in page
    assert "no credit" in caplog.text and PHONE not in caplog.text


def test_without_a_gateway_nobody_is_texted(mei):
    assert not senders.can_text()
    tell(mei, "办好了吗？", every=True)
    assert list(Message.objects.get().deliveries.values_list("channel", flat=True)) == ["mail"]


# --- 微信公众号 ---------------------------------------------------------------------------------
OPENID = "oABCD_ef-1234567890abcdefghi"
TOKEN = {"access_token": "token-of-the-account", "expires_in": 7200}


@pytest.fixture
def wechat(machine, settings):
    """An official account, whose machine answers by path; ``answers`` may be changed."""
    machine.answers = {"/cgi-bin/stable_token": TOKEN, "/cgi-bin/message/template/send": {"errcode": 0, "msgid": 1}}
    settings.WECHAT_APP_ID, settings.WECHAT_SECRET, settings.WECHAT_TEMPLATE = "wx01", "s3cret", "template-7"
    settings.WECHAT_API = f"http://127.0.0.1:{machine.server_port}"
    settings.SITE_URL = "https://linli.example"
    return machine


def calls(machine, path: str) -> list[tuple[str, dict | None]]:
    """What this path was asked: its query, and the body as it was understood."""
    return [(said.partition("?")[2], json.loads(body) if body else None)
            for said, _headers, body in machine.heard if said.partition("?")[0] == path]  # fmt: skip


def test_the_template_carries_number_hour_and_link_and_nothing_else(wechat, time_machine):
    time_machine.move_to("2026-12-01 09:30+08:00")
    body = "王小明家的灯修好了\n\nhttps://linli.example/r/abc/"
    TemplateSender().send("wechat:" + OPENID, "您反映的事项 2026-0012：已答复", body)
    ((query, sent),) = calls(wechat, "/cgi-bin/message/template/send")
    assert query == "access_token=token-of-the-account"
    assert sent == {
        "touser": OPENID,
        "template_id": "template-7",
        "url": "https://linli.example/r/abc/",
        "data": {
            "thing1": {"value": "您有一条新消息，请点开查看"},
            "character_string2": {"value": "2026-0012"},
            "time3": {"value": "2026-12-01 09:30"},
        },
    }


def test_the_token_is_asked_for_once_and_kept_sealed(wechat):
    for _twice in range(2):
        TemplateSender().send("wechat:" + OPENID, "新消息", "")
    asked = calls(wechat, "/cgi-bin/stable_token")
    assert asked == [("", {"grant_type": "client_credential", "appid": "wx01", "secret": "s3cret"})]
    assert "token-of-the-account" not in caches["shared"].get("wechat-token")
    assert calls(wechat, "/cgi-bin/message/template/send")[0][1]["url"] == "https://linli.example/"


def test_a_token_that_ended_early_is_asked_for_again_at_the_next_try(wechat, mei, time_machine):
    time_machine.move_to(timezone.now())
    User.objects.filter(pk=mei.pk).update(wechat=OPENID, email="")
    mei.refresh_from_db()
    wechat.answers["/cgi-bin/message/template/send"] = {"errcode": 42001, "errmsg": "access_token expired"}
    tell(mei, "您反映的事项 2026-0012：已答复")
    drain()
    delivery = Delivery.objects.get(channel="wechat")
    assert (delivery.state, delivery.tries) == ("waiting", 1) and "errcode 42001" in delivery.error
    wechat.answers["/cgi-bin/message/template/send"] = {"errcode": 0}
    time_machine.shift(61)
    drain()
    delivery.refresh_from_db()
    assert (delivery.state, len(calls(wechat, "/cgi-bin/stable_token"))) == ("sent", 2)


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        ("/cgi-bin/stable_token", {"errcode": 40125, "errmsg": "invalid appsecret"}, "no token, errcode 40125"),
        ("/cgi-bin/stable_token", [], "no errcode"),
        ("/cgi-bin/message/template/send", {"errcode": 43004, "errmsg": f"{OPENID} not subscribed"}, "errcode 43004"),
        ("/cgi-bin/message/template/send", {}, "errcode None"),
    ],
)
def test_what_wechat_refuses_is_told_without_keys_and_names(wechat, path, answer, words):
    wechat.answers[path] = answer
    with pytest.raises(SendError) as refusal:
        TemplateSender().send("wechat:" + OPENID, "新消息", "")
    assert words in str(refusal.value)
    assert OPENID not in str(refusal.value) and "s3cret" not in str(refusal.value)


def test_without_an_official_account_nothing_goes_there(mei, settings):
    settings.SITE_URL = "https://linli.example"
    mei.wechat = OPENID
    mei.save()
    tell(mei, "办好了吗？", every=True)
    assert list(Delivery.objects.values_list("channel", flat=True)) == ["mail"]


# --- whose WeChat it is ------------------------------------------------------------------------
@pytest.fixture
def link(client, mei, wechat, settings):
    """The path of a fresh link of 梅's; WeChat knows who comes with the code ``c0de``."""
    wechat.answers["/sns/oauth2/access_token"] = {"openid": OPENID}
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(mei)
    return client.post("/my/account/wechat/").context["address"].removeprefix("https://linli.example")


def come_back(link: str, code: str = "c0de"):
    return Client().get("/wechat/back/", {"state": link.strip("/").split("/")[-1], "code": code})


def test_somebody_binds_their_wechat_by_a_link_that_works_once(link, mei, wechat):
    page = Client().get(link)
    way = parse_qs(urlsplit(page.context["page"]).query)
    assert urlsplit(page.context["page"]).hostname == "open.weixin.qq.com"
    assert way["redirect_uri"] == ["https://linli.example/wechat/back/"] and way["scope"] == ["snsapi_base"]
    assert come_back(link).status_code == 200
    mei.refresh_from_db()
    assert mei.wechat == OPENID
    assert parse_qs(calls(wechat, "/sns/oauth2/access_token")[0][0])["code"] == ["c0de"]
    assert [come_back(link).status_code, Client().get(link).status_code] == [404, 404]
    assert len(calls(wechat, "/sns/oauth2/access_token")) == 1
    assert AuditEntry.objects.filter(verb="account.wechat_bound", actor=mei).count() == 1
    assert mei.inbox.filter(title="您的账号连上了微信").exists()


def test_the_database_holds_neither_the_word_nor_the_openid(link, mei):
    come_back(link)
    with connection.cursor() as cursor:
        cursor.execute("SELECT wechat FROM accounts_user WHERE id = %s", [mei.pk])
        assert OPENID not in cursor.fetchone()[0]
    word = actions.open_wechat_link(mei)
    assert not WechatLink.objects.filter(digest=word).exists()


def test_a_link_ends_after_a_quarter_of_an_hour_and_with_the_next(link, client, time_machine):
    client.post("/my/account/wechat/")
    assert come_back(link).status_code == 404
    newest = client.post("/my/account/wechat/").context["address"].removeprefix("https://linli.example")
    time_machine.move_to(timezone.now() + timedelta(minutes=16))
    assert come_back(newest).status_code == 404


def test_a_code_that_wechat_does_not_know_binds_nobody_and_leaves_the_link(link, mei, wechat, caplog):
    wechat.answers["/sns/oauth2/access_token"] = {"errcode": 40029, "errmsg": "invalid code"}
    assert come_back(link).status_code == 422
    mei.refresh_from_db()
    assert mei.wechat == "" and "40029" in caplog.text
    wechat.answers["/sns/oauth2/access_token"] = {"openid": OPENID}
    assert come_back(link).status_code == 200


def test_whoever_let_go_gets_nothing_there_any_more(link, client, mei):
    come_back(link)
    assert "断开微信" in client.get("/my/account/").text
    client.post("/my/account/wechat/end/")
    mei.refresh_from_db()
    assert (mei.wechat, "wechat" in tell(mei, "新消息").ways) == ("", False)
