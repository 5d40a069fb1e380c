import time

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEntry
from community import actions as register
from community.actions import export as actions
from community.models import Export
from jobs.work import drain
from tests.community.reports.made import sheet_of
from tests.community.rosters.made import signed_in

NEW = "/desk/exports/new/"


@pytest.fixture
def clerk(town):
    return signed_in(town.clerk)


def just_proved(client: Client) -> Client:
    """A moment ago this person proved again who they are."""
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client


def form(town, **typed) -> dict:
    chosen = {"unit": town.north.pk, "columns": ["name", "phone"], "purpose": "重阳节慰问名单", "file_kind": "xlsx"}
    return chosen | typed


def page(export, name="export") -> str:
    return reverse(f"community:{name}", args=[export.pk])


def text(answer) -> str:
    return answer.content.decode()


def test_whole_way_by_plain_posts(town, clerk):
    answer = clerk.post(NEW, form(town))
    export = Export.objects.get()
    assert answer.url == page(export)
    assert "正在排队" in text(clerk.get(answer.url))
    drain()
    assert "已经备好，共 2 人" in text(clerk.get(answer.url))
    file = clerk.post(page(export, "export_file"))
    assert sheet_of(b"".join(file.streaming_content))["A3"].value == "王小明"
    assert "attachment" in file["Content-Disposition"]


def test_whole_numbers_need_the_password_again_and_a_look_at_the_number(town, clerk):
    clerk.post(NEW, form(town, unmasked="on"))
    export = Export.objects.get()
    assert "/reauthenticate/" in clerk.get(page(export, "export_confirm")).url
    assert "/reauthenticate/" in clerk.post(page(export, "export_confirm")).url
    drain()
    assert Export.objects.get().job is None
    just_proved(clerk)
    assert "要导出 2 人的完整号码吗" in text(clerk.get(page(export, "export_confirm")))
    clerk.post(page(export, "export_confirm"))
    drain()
    file = clerk.post(page(export, "export_file"))
    assert sheet_of(b"".join(file.streaming_content))["B3"].value == "19900000012"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"purpose": ""}, "purpose"),
        ({"purpose": "看看"}, "purpose"),
        ({"purpose": "长" * 201}, "purpose"),
        ({"columns": []}, "columns"),
        ({"columns": ["password"]}, "columns"),
        ({"unit": ""}, "unit"),
        ({"unit": "9" * 40}, "unit"),
        ({"list": "suspects"}, "list"),
        ({"age_from": "老"}, "age_from"),
        ({"age_from": "80", "age_to": "60"}, "age_to"),
        ({"age_to": "-1"}, "age_to"),
        ({"file_kind": "exe"}, "file_kind"),
    ],
)
def test_wrong_wishes_get_a_sentence_at_the_field(town, clerk, typed, field):
    answer = clerk.post(NEW, form(town, **typed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Export.objects.exists()


def test_nobody_to_list_is_said(town, clerk):
    answer = clerk.post(NEW, form(town, list="aged_100"))
    assert "没有符合条件的居民" in text(answer)


def test_leaders_take_masked_lists_of_their_own_grid_only(town):
    leader = signed_in(town.north_leader)
    assert leader.post(NEW, form(town, unmasked="on")).status_code == 422
    assert leader.post(NEW, form(town, unit=town.south.pk)).status_code == 422
    assert leader.post(NEW, form(town)).status_code == 302


def test_grid_workers_take_no_lists(town):
    worker = signed_in(town.north_worker)
    assert worker.get(NEW).status_code == worker.post(NEW, form(town)).status_code == 403
    assert not Export.objects.exists()


@pytest.mark.parametrize("name", ["export", "export_confirm"])
def test_another_ones_file_is_not_there(town, clerk, name):
    clerk.post(NEW, form(town, unmasked="on"))
    other = just_proved(signed_in(town.secretary))
    export = Export.objects.get()
    assert other.get(page(export, name)).status_code == 404
    assert other.post(page(export, "export_file")).status_code == 404


def test_after_a_day_the_page_says_so(town, clerk):
    clerk.post(NEW, form(town))
    drain()
    export = Export.objects.get()
    Export.objects.update(expires_at=timezone.now())
    actions.forget_files()
    assert "已经删除" in text(clerk.get(page(export)))
    assert "已经过期" in text(clerk.post(page(export, "export_file"), follow=True))


def test_the_list_costs_the_same_for_one_and_for_twenty(town, clerk, queries):
    for _n in range(20):
        actions.ask_for_list(town.north, whom={}, columns=["name"], purpose="走访名单", by=town.clerk)
    clerk.get("/desk/exports/")
    with queries(14):
        assert text(clerk.get("/desk/exports/")).count("走访名单") == 20


def test_a_ready_list_is_chosen_by_its_link(town, clerk):
    assert clerk.get(NEW + "?list=aged_80").context["form"]["list"].value() == "aged_80"
    assert clerk.get(NEW + "?list=suspects").status_code == 200


def test_the_record_holds_filter_and_purpose_but_nobodys_data(town, clerk):
    clerk.post(NEW, form(town, age_from="30"))
    entry = AuditEntry.objects.get(verb="export.asked")
    assert entry.detail["chosen"]["whom"] == {"age_from": 30}
    assert entry.reason == "重阳节慰问名单"


def test_evil_names_are_no_formulas(town, clerk):
    register.add_person("=HYPERLINK(1)", dwelling=town.home, by=None)
    clerk.post(NEW, form(town))
    drain()
    file = clerk.post(page(Export.objects.get(), "export_file"))
    cells = [cell for row in sheet_of(b"".join(file.streaming_content)).iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
