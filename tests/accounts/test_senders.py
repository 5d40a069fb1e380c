"""What leaves the portal by a robot or a gateway, against a machine of our own that answers as theirs do."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs

import pytest

from accounts import actions, senders
from accounts.actions import tell, tell_group
from accounts.models import Delivery, Message
from accounts.senders import post
from accounts.senders.post import SendError, cut
from accounts.senders.sms import GatewaySender
from accounts.senders.wecom import RobotSender
from jobs.work import drain

PHONE = "19900000012"
KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


class Machine(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append((self.path, dict(self.headers), body))
        status, answer = self.server.answer
        self.send_response(status)
        if status == 302:
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()
        self.wfile.write(answer if isinstance(answer, bytes) else json.dumps(answer).encode())

    def log_message(self, *args):
        """Not into the tests' output."""


@pytest.fixture
def machine(settings):
    server = HTTPServer(("127.0.0.1", 0), Machine)
    server.heard, server.answer = [], (200, {"errcode": 0, "errmsg": "ok"})
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
