from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.actions import add_dwelling, add_person, updates
from community.models import Household, HouseholdUpdate, Person, Residence


@pytest.fixture
def lin(client, town):
    client.force_login(town.north_worker)
    return client


@pytest.fixture
def household(town):
    return Household.objects.get(dwelling=town.home)


@pytest.fixture
def asked(town, household):
    return updates.ask(household, by=town.north_worker)


@pytest.fixture
def home(db):
    """The household's own browser."""
    return Client()


def at(name, *keys):
    return reverse(f"community:{name}", args=keys)


def stay(person):
    return Residence.objects.current().get(person=person)


def opened(home, token):
    assert home.post(at("update", token), {"tail": "0012"}).status_code == 302
    return home.get(at("update", token))


def filled(page):
    """What the browser sends back when nobody touched anything."""
    form = page.context["form"]
    names = [name for name in form.fields if name != "new_head"]
    return {name: str(form[name].value() or "") for name in names if form[name].widget_type != "checkbox"}


# --- at the door ----------------------------------------------------------------------------------
def test_one_press_verifies_the_household(lin, town, household):
    page = lin.post(at("household_verify", household.pk), follow=True).text
    assert "今天已经核对" in page
    assert "今天核对无误</button>" not in page
    assert Person.objects.filter(verified_on=timezone.localdate()).count() == 2


def test_the_prefilled_form_saves_as_it_is(lin, town, household):
    page = lin.get(at("household_check", household.pk))
    before = list(Person.objects.order_by("pk").values("note", "changed_at"))
    assert lin.post(at("household_check", household.pk), filled(page)).status_code == 302
    assert list(Person.objects.order_by("pk").values("note", "changed_at")) == before
    household.refresh_from_db()
    assert household.verified_on == timezone.localdate()


def test_the_form_shows_no_whole_number(lin, household):
    page = lin.get(at("household_check", household.pk)).text
    assert "199****0012" in page and "19900000012" not in page


def test_a_change_a_departure_and_a_newcomer(lin, town, household):
    form = filled(lin.get(at("household_check", household.pk)))
    form |= {f"phone_{stay(town.wang).pk}": "19900000077", f"fate_{stay(town.li).pk}": "left"}
    form |= {"new_name_0": "王小小", "new_relation_0": "20"}
    assert lin.post(at("household_check", household.pk), form).status_code == 302
    members = Residence.objects.current().filter(household=household).values_list("person__name", flat=True)
    assert sorted(members) == ["王小小", "王小明"]


def test_the_head_leaves_only_with_a_successor(lin, town, household):
    form = filled(lin.get(at("household_check", household.pk))) | {f"fate_{stay(town.wang).pk}": "left"}
    answer = lin.post(at("household_check", household.pk), form)
    assert (answer.status_code, "请先选择新户主" in answer.text) == (422, True)
    assert lin.post(at("household_check", household.pk), form | {"new_head": town.li.pk}).status_code == 302


@pytest.mark.parametrize("name", ["王小明", "王 小明"])
def test_the_same_name_twice_is_asked_about(lin, household, name):
    form = filled(lin.get(at("household_check", household.pk))) | {"new_name_0": "王小明"}
    assert lin.post(at("household_check", household.pk), form).status_code == 422
    assert lin.post(at("household_check", household.pk), form | {"new_namesake_0": "on"}).status_code == 302


def test_a_phone_without_a_name_is_asked_about(lin, household):
    form = filled(lin.get(at("household_check", household.pk))) | {"new_phone_0": "19900000077"}
    assert "请写新来的人的姓名" in lin.post(at("household_check", household.pk), form).text


def test_the_slower_of_two_is_told(lin, town, household):
    form = filled(lin.get(at("household_check", household.pk)))
    updates.check_household(
        household,
        updates.Changes([updates.MemberChange(stay(town.wang), note="换了门锁")]),
        seen=updates.stamp(household),
        by=town.clerk,
    )
    assert "刚刚被别人改过" in lin.post(at("household_check", household.pk), form).text


# --- slips ----------------------------------------------------------------------------------------
def test_the_slip_is_shown_once_and_opens(lin, home, household):
    page = lin.post(at("household_link", household.pk))
    address = page.context["rows"][0]["address"]
    token = address.rstrip("/").rsplit("/", 1)[1]
    assert "data:image/png;base64," in page.text and page["Cache-Control"].count("no-store")
    assert "王*明" in opened(home, token).text


def test_without_a_phone_there_is_no_slip(lin, town, household):
    town.wang.phones.all().delete()
    page = lin.post(at("household_link", household.pk), follow=True).text
    assert "这一户没有登记电话" in page
    assert not HouseholdUpdate.objects.exists()


def test_slips_for_all_who_were_not_asked_yet(lin, town):
    for room in ("201", "202"):
        add_person("何小北", dwelling=add_dwelling(town.building, "1", room, by=None), phones=["19900000555"], by=None)
    add_person("何无话", dwelling=add_dwelling(town.building, "1", "203", by=None), by=None)
    page = lin.get(at("update_stale"))
    assert (page.context["page"].paginator.count, page.context["askable"]) == (4, 3)
    assert [row["place"] for row in lin.post(at("update_slips")).context["rows"]] == [
        "1栋 1单元101",
        "1栋 1单元201",
        "1栋 1单元202",
    ]
    assert lin.get(at("update_stale")).context["askable"] == 0
    assert lin.post(at("update_slips")).status_code == 302


def test_one_stale_household_or_thirty_cost_the_same(lin, town, queries):
    for room in range(201, 231):
        add_person("何小北", dwelling=add_dwelling(town.building, "1", str(room), by=None), by=None)
    lin.get(at("update_stale"))
    with queries(11):
        assert len(lin.get(at("update_stale")).context["rows"]) == 31


# --- the household itself -------------------------------------------------------------------------
def test_without_digits_nothing_is_shown(home, asked):
    page = home.get(at("update", asked[1]))
    assert "1单元101" not in page.text and "王" not in page.text
    assert page["X-Robots-Tag"] == "noindex"


def test_a_wrong_link_looks_like_wrong_digits(home, asked):
    wrong = home.post(at("update", asked[1]), {"tail": "9999"})
    unknown = home.post(at("update", "x" * 43), {"tail": "0012"})
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert "没有对上" in wrong.text


def test_the_sixth_wrong_try_has_to_wait(home, asked):
    for _number in range(5):
        assert home.post(at("update", asked[1]), {"tail": "9999"}).status_code == 422
    answer = home.post(at("update", asked[1]), {"tail": "0012"})
    assert (answer.status_code, "请一刻钟以后再试" in answer.text) == (429, True)


@pytest.mark.parametrize("tail", ["12", "abcd", "１２３", "٠٠١٢", ""])
def test_what_is_no_four_digits(home, asked, tail):
    assert home.post(at("update", asked[1]), {"tail": tail}).status_code == 422


def test_names_and_numbers_are_masked(home, asked):
    page = opened(home, asked[1]).text
    assert "王*明" in page and "199****0012" in page
    assert "王小明" not in page and "19900000012" not in page


def test_nothing_changed(home, household, asked):
    opened(home, asked[1])
    page = home.post(at("update", asked[1]), {"what": "same"}, follow=True)
    assert "已经收到" in page.text
    household.refresh_from_db()
    assert household.verified_on == timezone.localdate()
    assert "已经收到" in home.post(at("update", asked[1]), {"what": "same"}, follow=True).text


def test_a_change_waits_for_staff(home, lin, town, asked):
    form = filled(opened(home, asked[1])) | {f"phone_{stay(town.wang).pk}": "19900000077", "note": "门铃坏了"}
    assert "已经交给社区" in home.post(at("update", asked[1]), form, follow=True).text
    page = lin.get(at("updates"))
    assert [row["words"] for row in page.context["rows"]] == [["换电话 1 人", "有说明"]]
    review = lin.get(at("update_review", asked[0].pk)).text
    assert "199****0077" in review and "19900000077" not in review and "门铃坏了" in review


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "没有变化，请点上面的"),
        ({"note": "我的身份证 999999199003070012"}, "请删掉身份证号"),
        ({"new_name_0": "6222021234567890123"}, "请删掉身份证号"),
        ({"new_phone_0": "19900000078"}, "请写新来的人的姓名"),
        ({"new_name_0": "王小小", "new_phone_0": "12"}, "电话号码应是"),
        ({"new_name_0": "王小小", "new_relation_0": "02"}, "02"),
        ({"note": "长" * 201}, "201"),
    ],
)
def test_what_the_household_is_asked_again(home, asked, typed, sentence):
    answer = home.post(at("update", asked[1]), filled(opened(home, asked[1])) | typed)
    assert (answer.status_code, sentence in answer.text) == (422, True)
    assert HouseholdUpdate.objects.get().state == "asked"


def test_another_browser_has_to_prove_itself_again(home, asked):
    opened(home, asked[1])
    assert "手机号后四位" in Client().get(at("update", asked[1])).text
    assert Client().post(at("update", asked[1]), {"what": "same"}).status_code == 200
    assert HouseholdUpdate.objects.get().state == "asked"


def test_half_an_hour_later_it_is_closed_again(home, asked):
    opened(home, asked[1])
    session = home.session
    session["household-updates"] = {str(asked[0].pk): timezone.now().timestamp() - 1801}
    session.save()
    assert "手机号后四位" in home.get(at("update", asked[1])).text


def test_proof_for_one_household_opens_no_other(home, town, asked):
    _other, token = updates.ask(Household.objects.get(dwelling=town.south_home), by=town.clerk)
    opened(home, asked[1])
    assert "手机号后四位" in home.get(at("update", token)).text


def test_an_expired_link_answers_like_a_wrong_one(home, asked):
    HouseholdUpdate.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert "没有对上" in home.post(at("update", asked[1]), {"tail": "0012"}).text


# --- staff decides --------------------------------------------------------------------------------
@pytest.fixture
def sent(town, asked):
    members = [{"residence": stay(town.wang).pk, "phone": "19900000077", "old_gone": False, "left": True}]
    updates.say(asked[0], {"members": members, "new": [{"name": "王小小", "relation": "20", "phone": ""}], "note": ""})
    return asked[0]


def test_what_is_ticked_is_registered(lin, town, sent):
    form = {"accepted": [f"phone:{stay(town.wang).pk}", "new:0"]}
    page = lin.post(at("update_take", sent.pk), form, follow=True).text
    assert "王小小" in page and "王小明" in page
    assert {phone.number for phone in town.wang.phones.all()} == {"19900000012", "19900000077"}


def test_a_refusal_keeps_the_ticks(lin, town, sent):
    left = f"left:{stay(town.wang).pk}"
    page = lin.post(at("update_take", sent.pk), {"accepted": [left]})
    assert page.status_code == 422 and "请先选择新户主" in page.text
    assert {item["key"] for item in page.context["items"] if item["ticked"]} == {left}
    head = stay(town.li).pk
    assert lin.post(at("update_take", sent.pk), {"accepted": [left], "new_head": head}).status_code == 302


@pytest.mark.parametrize("form", [{"accepted": ["phone:x", "left:-1", "new:9"]}, {"new_head": "x"}, {}])
def test_strange_ticks_register_nothing(lin, town, sent, form):
    assert lin.post(at("update_take", sent.pk), form).status_code == 302
    assert stay(town.wang) and not Person.objects.filter(name="王小小").exists()


def test_dropped(lin, sent, home, asked):
    assert "不采用" in lin.post(at("update_drop", sent.pk), follow=True).text
    assert "没有对上" in home.post(at("update", asked[1]), {"tail": "0012"}).text


def test_who_moved_out_meanwhile_is_called_so(lin, town, sent):
    Residence.objects.filter(person=town.wang).update(until=timezone.localdate())
    assert "已不在这一户的人" in lin.get(at("update_review", sent.pk)).text


def test_another_grids_answers_do_not_exist_here(client, town, sent):
    client.force_login(town.south_worker)
    assert client.get(at("update_review", sent.pk)).status_code == 404
    assert client.get(at("updates")).context["page"].paginator.count == 0


def test_one_answer_or_many_cost_the_same(lin, town, sent, queries):
    for room in range(201, 221):
        flat = add_dwelling(town.building, "1", str(room), by=None)
        add_person("何小北", dwelling=flat, phones=["19900000555"], by=None)
        updates.say(updates.ask(flat.households.get(), by=town.clerk)[0], {"members": [], "new": [], "note": "好"})
    lin.get(at("updates"))
    with queries(11):
        assert len(lin.get(at("updates")).context["rows"]) == 21
