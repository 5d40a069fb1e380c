"""What a case shows to whom."""

from uuid import uuid4

from accounts.models import AuditEntry
from deliberation.actions import mediating
from deliberation.models import Mediation
from tests.deliberation import mediations

SECRET = ("赵房东", "水管老化", "换水管", "王小明", "0071")


def test_everybody_in_scope_sees_number_kind_and_state_and_nothing_else(town, browser_of):
    case = mediations.agreed(town).mediation
    for reader in (town.clerk, town.secretary, town.admin):
        for path in ("/desk/mediations/?show=", f"/desk/mediations/{case.pk}/", "/desk/mediations/figures/"):
            text = browser_of(reader).get(path).text
            assert "漏水、排水" in text and "达成协议" in text
            assert not [word for word in SECRET if word in text]
    assert browser_of(town.south_worker).get(f"/desk/mediations/{case.pk}/").status_code == 404


def test_the_panel_sees_it_all_with_the_number_masked(town, browser_of):
    case = mediations.agreed(town).mediation
    text = browser_of(town.north_worker).get(f"/desk/mediations/{case.pk}/").text
    assert "换水管" in text and "199****0071" in text and "19900000071" not in text
    mediating.hand_over(case, to=town.clerk, by=town.secretary)
    assert "换水管" not in browser_of(town.north_leader).get(f"/desk/mediations/{case.pk}/").text


def test_a_reason_opens_it_once_and_stays_on_record(town, browser_of):
    case = mediations.agreed(town).mediation
    desk = browser_of(town.secretary)
    assert "换水管" not in desk.post(f"/desk/mediations/{case.pk}/open/", {"reason": ""}).text
    assert "换水管" in desk.post(f"/desk/mediations/{case.pk}/open/", {"reason": "上级来查档"}).text
    assert "换水管" not in desk.get(f"/desk/mediations/{case.pk}/").text
    assert AuditEntry.objects.get(verb="mediation.revealed", target=f"mediation:{case.pk}").actor == town.secretary
    worker = browser_of(town.south_leader).post(f"/desk/mediations/{case.pk}/open/", {"reason": "想看看"})
    assert worker.status_code == 404


def test_a_partys_number_is_shown_once_for_a_reason(town, browser_of):
    case = mediations.with_parties(town)
    party = case.parties.get(side="b")
    desk = browser_of(town.north_leader)
    address = f"/desk/mediations/{case.pk}/parties/{party.pk}/phone/"
    assert desk.post(address, {"reason": ""}).status_code == 422
    assert "19900000071" in desk.post(address, {"reason": "通知开会"}).text
    assert AuditEntry.objects.filter(verb="mediation.revealed", reason="通知开会").count() == 1


def test_a_resident_is_found_by_name_and_the_outcome_is_counted(town, browser_of):
    desk = browser_of(town.north_leader)
    typed = {"unit": town.north.pk, "kind": "noise", "source": "visit", "text": "半夜弹琴"}
    page = desk.get("/desk/mediations/new/")
    key = page.context["form"].initial["key"]
    assert desk.post("/desk/mediations/new/", typed | {"key": key, "number": "没有"}).status_code == 422
    address = desk.post("/desk/mediations/new/", typed | {"key": key}).url
    key = next(line for line in desk.get(address).context["verbs"] if line["verb"] == "party")["form"].initial["key"]
    assert desk.post(f"{address}party/", {"key": key, "side": "a", "who": "没这个人"}).status_code == 422
    assert desk.post(f"{address}party/", {"key": key, "side": "a", "who": "王小明"}).status_code == 302
    case = Mediation.objects.get()
    assert case.parties.get().phone == "19900000012"
    mediating.end(case, to="withdrawn", reason="自己谈好了", by=town.north_leader)
    assert "件达成协议，共办完 1 件" in desk.get("/desk/mediations/figures/").text


def test_the_paper_has_every_term_and_a_line_for_every_signature(town, browser_of):
    paper = mediations.drafted(town)
    text = browser_of(town.north_leader).get(f"/desk/mediations/{paper.mediation_id}/agreements/1/").text
    assert "换水管，刷好墙" in text and "赵房东）签名" in text and "秦律师）签名" in text


def test_a_case_of_two_estates_has_a_grid_worker_of_each_and_no_other_sees_it(town, browser_of):
    case = mediating.begin(
        town.community, key=uuid4(), kind="supply", text="管道", source="staff", lead=town.clerk, by=town.clerk
    )
    desk = browser_of(town.clerk)
    key = {"role": "grid", "user": town.south_worker.pk, "name": ""}
    assert desk.post(f"/desk/mediations/{case.pk}/panel/", key).status_code == 302
    assert "管道" in browser_of(town.south_worker).get(f"/desk/mediations/{case.pk}/").text
    assert browser_of(town.north_worker).get(f"/desk/mediations/{case.pk}/").status_code == 404
    assert case.ref in browser_of(town.south_worker).get("/desk/mediations/").text
