"""H6: more benches in the shade. Raised by a neighbour, talked over, decided, published, done, taken over by another."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliberation.models import ActionItem, Resolution, Topic
from tests.deliberation import votes


@pytest.fixture
def town(transactional_db, town):
    return town


def sign_in(walk, client, user):
    client.force_login(user)
    walk.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": walk.address}])


def raise_it(walk) -> Topic:
    walk.go("/topics/new/")
    walk.page.get_by_label("想和大家商量什么").fill("小花园里多放几张有树荫的长椅")
    walk.page.get_by_label("说的是哪里").select_option(label="　　　第1网格")
    walk.look("new")
    walk.page.get_by_role("button", name="提交").click()
    walk.page.get_by_text("已经收到").wait_for()
    walk.look("mine")
    return Topic.objects.get()


def step(desk, label, **fields):
    """Opens the deed if it is closed, fills it, sends it."""
    deed = desk.page.locator("details", has=desk.page.locator("summary", has_text=label)).first
    if deed.get_attribute("open") is None:
        deed.locator("summary").click()
    for name, value in fields.items():
        field = deed.locator(f"[name={name}]").first
        if name == "photo":
            field.set_input_files(value)
        elif name in ("procedure", "who"):
            field.select_option(label=value)
        elif name == "kind":
            deed.locator(f"[name=kind][value={value}]").check()
        else:
            field.fill(value)
    deed.get_by_role("button", name=label).click()
    desk.page.wait_for_load_state("networkidle")


def decide(desk, topic, picture):
    desk.go(f"/desk/topics/{topic.pk}/")
    desk.look("screen")
    step(desk, "列入议事", procedure="议事亭")
    step(desk, "记下这一步", text="老王提的，附近老人多。")
    step(desk, "记下这一步", text="二十户到场，都赞成。", photo=picture)
    step(desk, "记下这一步", text="放四张，离窗远一点。")
    desk.look("walked")
    step(desk, "形成结论", kind="decided", text="在树荫下放四张长椅。")
    step(desk, "开始公示")
    desk.look("published")
    step(desk, "补上张贴的照片", photo=picture, place="2栋一楼公告栏")
    desk.page.get_by_text("拍于2栋一楼公告栏").wait_for()
    desk.look("posted")


def object_and_support(walk, topic):
    walk.go(f"/topics/{topic.pk}/")
    walk.page.get_by_label("您的意见").fill("离一楼窗户远一些。")
    walk.page.get_by_label("怎么称呼您").fill("一楼住户")
    walk.page.get_by_role("button", name="提意见").click()
    walk.page.get_by_text("收到您的意见").wait_for()
    walk.look("objected")
    walk.page.get_by_role("link", name="打印公示").click()
    walk.page.get_by_text("一**").wait_for()
    walk.look("poster")


def carry_out(desk, topic, picture, town):
    desk.go(f"/desk/topics/{topic.pk}/")
    desk.page.locator("textarea[name=answer]").fill("放在花坛另一边。")
    desk.page.get_by_role("button", name="答复").click()
    Resolution.objects.update(until=timezone.now() - timedelta(minutes=1))
    desk.go(f"/desk/topics/{topic.pk}/")
    step(desk, "公示期满，生效")
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    step(desk, "安排落实", text="买四张长椅装好", measure="能坐稳", who=town.north_worker.name, due_on=due)
    desk.look("action")


def tell_of_the_works(worker, picture):
    worker.page.get_by_role("link", name="施工日志和付款").click()
    worker.look("works-begin")
    worker.page.get_by_role("button", name="登记开工").click()
    worker.page.get_by_label("做了什么，有什么问题").fill("四个基座浇好了，等干。")
    worker.page.get_by_label("一共完成了百分之几").fill("40")
    worker.page.get_by_label("现场照片").set_input_files(picture)
    worker.page.get_by_role("button", name="记下").click()
    worker.page.get_by_text("四个基座浇好了").wait_for()
    worker.page.get_by_role("img", name="现场照片").wait_for()
    worker.look("works-log")


def finish(worker, topic, picture):
    worker.go(f"/desk/topics/{topic.pk}/")
    tell_of_the_works(worker, picture)
    worker.go(f"/desk/topics/{topic.pk}/")
    worker.page.locator("summary", has_text="办好了").click()
    worker.page.locator("input[name=result]").fill("四张都装好了")
    worker.page.locator("input[name=photo]").set_input_files(picture)
    worker.page.get_by_role("button", name="报办好了").click()
    worker.page.get_by_text("等另一个人来验收").wait_for()


def ask_for_money(desk, item):
    desk.go(f"/desk/actions/{item.pk}/works/")
    desk.page.get_by_label("哪个阶段").fill("长椅到场")
    desk.page.get_by_label("金额（元）").fill("3600.50")
    desk.page.get_by_label("凭什么付").fill("四张长椅清点单，网格长已签字。")
    desk.page.get_by_role("button", name="申请付款").click()
    desk.page.get_by_text("等两位审批").wait_for()
    desk.look("works")


def test_benches(walks, town, client, width, tmp_path):
    picture = tmp_path / "photo.jpg"
    picture.write_bytes(votes.scan().read())
    resident, desk, worker = walks(width), walks(width), walks(width)
    topic = raise_it(resident)
    sign_in(desk, client, town.north_leader)
    decide(desk, topic, picture)
    object_and_support(resident, topic)
    carry_out(desk, topic, picture, town)
    sign_in(worker, client, town.north_worker)
    finish(worker, topic, picture)
    sign_in(desk, client, town.north_leader)
    ask_for_money(desk, ActionItem.objects.get())
    desk.go(f"/desk/topics/{topic.pk}/")
    desk.page.get_by_role("button", name="验收通过").click()
    desk.page.get_by_text("已落实").first.wait_for()
    desk.go("/desk/topics/?show=done")
    desk.look("list")
    sign_in(resident, client, town.stranger)
    resident.go(f"/topics/{topic.pk}/")
    resident.page.get_by_label("很满意", exact=True).check()
    resident.page.get_by_role("button", name="打分").click()
    resident.page.get_by_text("分（满分 5 分）").wait_for()
    resident.look("done")
    sign_in(desk, client, town.north_leader)
    desk.go("/desk/topics/figures/")
    desk.look("figures")
    resident.elder()
    resident.go("/topics/")
    resident.look("topics-elder")
