import pytest
from django.urls import reverse

from accounts.models import Message, User
from issues import actions
from issues.actions import departments
from issues.models import Department
from tests.issues.departments import add_departments, blown

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(town):
    return add_departments(town)


@pytest.fixture
def clerk(browser_of, town):
    return browser_of(town.clerk)


def test_the_list_names_people_and_work(clerk, matter, town):
    actions.assign(matter(), to=town.police, by=town.north_leader)
    rows = {row.name: (row.people, row.in_hand) for row in clerk.get("/desk/departments/").context["rows"]}
    assert rows == {"青石派出所": (1, 1), "畜牧兽医站": (1, 0), "环卫所": (1, 0)}


def test_a_department_is_registered_and_gets_its_first_login(clerk, town):
    made = clerk.post(
        "/desk/departments/new/", {"name": "柳荫物业", "kind": "property", "unit": town.area.pk, "phone": "0999-1"}
    )
    department = Department.objects.get(name="柳荫物业")
    assert made.url == f"/desk/departments/{department.pk}/"
    clerk.post(f"{made.url}members/new/", {"name": "陈经理"})
    page = clerk.get(made.url).text
    assert "chenjingli" in page
    assert "只显示这一次" in page
    assert "只显示这一次" not in clerk.get(made.url).text


def test_somebody_with_an_account_is_attached_by_its_name(clerk, town):
    clerk.post(f"/desk/departments/{town.police.pk}/members/new/", {"username": "LUREN"})
    assert Department.objects.of(town.stranger).get() == town.police


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "请填写姓名来新开账号"),
        ({"username": "meiyou"}, "没有这个登录名"),
        ({"username": "lin"}, "请为部门的人另开一个账号"),
        ({"name": "陈警官", "username": "x"}, "登录名用 3 到 30 个"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(clerk, town, form, words):
    answer = clerk.post(f"/desk/departments/{town.police.pk}/members/new/", form)
    assert (answer.status_code, words in answer.text) == (422, True)
    assert town.police.members.count() == 1


def test_a_name_that_is_taken_stays_in_the_form(clerk, town):
    answer = clerk.post("/desk/departments/new/", {"name": "环卫所", "kind": "city", "unit": town.community.pk})
    assert "这里已经有“环卫所”了" in answer.text


def test_departments_are_given_to_ones_own_units_only(clerk, town):
    answer = clerk.post("/desk/departments/new/", {"name": "街道办", "kind": "street", "unit": town.street.pk})
    assert "请从名单里选择" in answer.text
    assert not Department.objects.filter(name="街道办").exists()


def test_a_department_of_the_street_is_seen_and_left_alone(clerk, town):
    street = departments.open_department(name="消防站", kind="fire", unit=town.street, by=None)
    assert "消防站" in clerk.get("/desk/departments/").text
    assert clerk.get(f"/desk/departments/{street.pk}/").status_code == 403


def test_a_department_of_another_place_does_not_exist(browser_of, town):
    south = departments.open_department(name="南区物业", kind="property", unit=town.south, by=None)
    leader = browser_of(town.north_leader)
    assert leader.get(f"/desk/departments/{south.pk}/").status_code == 403
    assert south not in Department.objects.visible_to(town.north_leader)


def test_it_is_edited_and_ended(clerk, town):
    page = f"/desk/departments/{town.police.pk}/"
    clerk.post(f"{page}edit/", {"name": "青石街派出所", "kind": "police", "phone": "110"})
    clerk.post(f"{page}end/", {"sure": "1"})
    town.police.refresh_from_db()
    assert (town.police.name, town.police.open) == ("青石街派出所", False)
    assert "青石街派出所" in clerk.get("/desk/departments/?show=ended").text


def test_a_member_is_taken_out(clerk, town):
    member = town.police.members.get()
    clerk.post(f"/desk/departments/{town.police.pk}/members/{member.pk}/end/", {"sure": "1"})
    assert not Department.objects.of(town.at_police).exists()
    assert clerk.get(f"/desk/departments/{town.police.pk}/members/{member.pk}/end/").status_code == 404


def test_a_member_is_looked_for_in_the_own_department(clerk, town):
    other = town.animals.members.get()
    assert clerk.get(f"/desk/departments/{town.police.pk}/members/{other.pk}/end/").status_code == 404


def test_only_the_administrator_gives_a_new_password(browser_of, town):
    member = town.police.members.get()
    page = f"/desk/departments/{town.police.pk}/members/{member.pk}/password/"
    assert browser_of(town.secretary).post(page, {"sure": "1"}).status_code == 403
    admin = browser_of(town.admin)
    admin.post(page, {"sure": "1"})
    assert "初始密码" in admin.get(f"/desk/departments/{town.police.pk}/").text
    assert User.objects.get(pk=town.at_police.pk).must_change_password


def test_nobody_resets_who_can_get_in_by_the_own_number(browser_of, town):
    town.at_police.set_phone("19900000077")
    town.at_police.save()
    member = town.police.members.get()
    page = f"/desk/departments/{town.police.pk}/members/{member.pk}/password/"
    assert browser_of(town.admin).get(page).status_code == 403


def test_the_committee_answers_on_the_matters_page(browser_of, matter, town):
    issue = matter(name="王小明")
    actions.assign(issue, to=town.police, by=town.north_leader)
    departments.ask_committee(issue, text="几点在家？", by=town.at_police)
    worker = browser_of(town.north_worker)
    assert "请社区联系居民：几点在家？" in worker.get(f"/desk/issues/{issue.pk}/").text
    refused = worker.post(reverse("issues:relay", args=[issue.pk]), {"text": "王小明说六点"})
    assert (refused.status_code, "王小明说六点" in refused.text) == (422, True)
    worker.post(reverse("issues:relay", args=[issue.pk]), {"text": "晚上六点"})
    assert Message.objects.filter(recipient=town.at_police, body="晚上六点").exists()


def test_matters_without_departments_have_no_such_box(browser_of, matter, town):
    page = browser_of(town.north_leader).get(f"/desk/issues/{matter().pk}/").text
    assert "和部门之间" not in page


def test_lists_cost_the_same_for_one_and_for_many(clerk, town, cost):
    def one_more():
        number = Department.objects.count()
        departments.open_department(name=f"单位{number}", kind="other", unit=town.community, by=None)

    assert cost(lambda: clerk.get("/desk/departments/"), one_more, 10)


def test_the_pages_of_a_whistled_matter_and_its_department(clerk, matter, town):
    blown(matter(), town)
    page = clerk.get(f"/desk/departments/{town.police.pk}/")
    assert (page.context["called"], page.context["in_hand"]) == (1, 0)
