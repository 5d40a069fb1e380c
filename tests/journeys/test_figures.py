"""The secretary reads the three rates and the figures, and changes a rule of dispatch; a whole closes before its parts."""

from uuid import uuid4

import pytest

from issues import actions
from issues.actions import merging


@pytest.mark.django_db(transaction=True)
def test_rates_figures_and_rules(walk, town, passwords):
    for number in range(3):
        issue = actions.submit(
            key=uuid4(), text=f"{number + 1} 单元楼道灯不亮", unit=town.building, phone="19900000012"
        )
        actions.assign(issue, to=town.north_worker, by=town.north_leader)
        actions.answer(issue, text="灯已换好", by=town.north_worker)
    actions.rate(issue, stars=5)
    walk.sign_in(town.secretary.username, passwords)
    page = walk.page
    walk.go("/desk/rates/")
    walk.look("rates")
    page.get_by_role("link", name="3", exact=True).first.click()
    page.wait_for_load_state("networkidle")
    walk.look("rates-cases")
    walk.go("/desk/figures/")
    walk.look("figures")
    assert "3" in page.locator("main").inner_text()
    walk.go("/desk/rules/")
    walk.look("rules-empty")
    walk.go("/desk/rules/new/")
    walk.look("rule-new")
    page.locator("main input[name=name]").fill("路灯给网格员")
    page.locator("main form .btn-act").first.click()
    page.wait_for_load_state("networkidle")
    walk.look("rule-refused")
    assert "请选择这条规则管哪里。" in page.locator("main").inner_text()
    walk.elder()
    for path in ("/desk/rates/", "/desk/figures/", "/desk/rules/"):
        walk.go(path)
        walk.look("elder" + path.replace("/", "-").rstrip("-"))


@pytest.mark.django_db(transaction=True)
def test_each_part_is_given_its_reason(walk, town, passwords):
    issue = actions.submit(key=uuid4(), text="楼道灯不亮，门也坏了", unit=town.building, phone="19900000012")
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    actions.sign(issue, by=town.north_worker)
    parts = merging.split(issue, parts=[merging.Part("查线路"), merging.Part("修单元门")], by=town.north_leader)
    actions.answer(issue, text="灯已换好", by=town.north_worker)
    walk.sign_in(town.north_leader.username, passwords)
    page = walk.page
    walk.go(f"/desk/issues/{issue.pk}/")
    form = page.locator(f"form[action$='/desk/issues/{issue.pk}/close/']")
    walk.look("parts")
    form.get_by_label(f"{parts[0].number} 还没有办完，为什么先办结").fill("线路下月统一改造")
    form.locator("button.btn").last.click()
    page.wait_for_load_state("networkidle")
    walk.look("one-missing")
    page.get_by_label("都是同一个理由").first.fill("另行安排")
    page.locator(f"form[action$='/desk/issues/{issue.pk}/close/'] button.btn").last.click()
    page.wait_for_load_state("networkidle")
    walk.look("closed")
    reasons = [part.steps.latest("pk").text for part in parts]
    assert reasons == ["主件已先办结：线路下月统一改造", "主件已先办结：另行安排"]
