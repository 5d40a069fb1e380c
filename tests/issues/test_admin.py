import pytest

from issues.models import Category


@pytest.fixture
def admin(browser_of, town):
    return browser_of(town.admin)


def test_categories_are_listed_and_exported(admin):
    assert admin.get("/admin/issues/category/").status_code == 200
    answer = admin.post(
        "/admin/issues/category/export/", {"format": "0", "resource": ""} | dict.fromkeys(fields(), "on")
    )
    assert "物业服务" in answer.content.decode()


def fields() -> list[str]:
    return [f"categoryresource_{name}" for name in ("name", "hint", "solve_amount")]


def test_matters_can_be_read_but_not_changed(admin, matter):
    issue = matter()
    assert admin.get(f"/admin/issues/issue/{issue.pk}/change/").status_code == 200
    assert admin.post(f"/admin/issues/issue/{issue.pk}/change/", {"state": "closed", "text": "改"}).status_code == 403
    assert admin.get("/admin/issues/issue/add/").status_code == 403
    assert admin.post(f"/admin/issues/issue/{issue.pk}/delete/", {"post": "yes"}).status_code == 403


def test_contact_is_not_in_the_administration(admin, matter):
    page = admin.get(f"/admin/issues/issue/{matter(name='王小明').pk}/change/").content.decode()
    assert "19900000012" not in page
    assert "王小明" not in page


def test_starter_categories_are_there(db):
    groups = Category.objects.main()
    assert groups.count() == 14
    assert Category.objects.get(name="治安与突发").emergency
    assert set(groups.filter(confidential=True).values_list("name", flat=True)) == {"邻里与家庭纠纷", "困难帮扶"}
    assert Category.objects.exclude(parent=None).count() > 40
