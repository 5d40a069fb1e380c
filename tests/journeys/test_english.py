"""A neighbour who reads no Chinese finds the switch, reports in English, and goes back to Chinese."""

import pytest


@pytest.mark.django_db(transaction=True)
def test_report_in_english(walk, town):
    walk.go("/")
    walk.look("english-switch")
    walk.page.get_by_role("button", name="English").click()
    walk.page.wait_for_load_state("networkidle")
    assert walk.page.locator("html").get_attribute("lang") == "en"
    walk.look("english-home")
    walk.go("/report/")
    walk.look("english-report")
    walk.page.locator("textarea[name=text]").fill("The light on the stairs of entrance 2 is out")
    walk.page.locator("select[name=unit]").select_option(str(town.building.pk))
    walk.page.locator("main form .btn-act").last.click()
    walk.page.wait_for_load_state("networkidle")
    walk.look("english-sent")
    receipt = walk.page.url
    for path in (
        "/snap/",
        "/track/",
        "/matters/",
        "/matters/map/",
        "/notices/",
        "/data-rules/",
        "/accounts/login/",
        "/offline/",
    ):
        walk.go(path)
        walk.look("english" + path.replace("/", "-").rstrip("-"))
    walk.elder()
    for path in ("/", "/report/"):
        walk.go(path)
        walk.look("english-elder" + path.replace("/", "-").rstrip("-"))
    walk.page.goto(receipt)
    walk.look("english-elder-receipt")
    walk.page.get_by_role("button", name="中文").click()
    walk.page.wait_for_load_state("networkidle")
    walk.look("english-back-to-chinese")
    assert "社区正在安排人办理" in walk.page.locator("main").inner_text()
