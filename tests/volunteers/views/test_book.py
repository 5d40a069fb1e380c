"""The organiser's page: ticking, walking in, scanning, paper; minutes that somebody sends are nobody's business."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from community.models import Consent, Person
from points import actions as points
from points.models import PassbookCode
from tests.issues.dot import DOT
from tests.volunteers.served import at, clock, item, neighbour, session_of, sign_up
from volunteers.actions import people, teams
from volunteers.models import Attendance, Placeholder, ServiceRecord, SignPair, SignUp

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def session(town):
    session = session_of(town)
    sign_up(session, town.wang, town.li)
    return session


@pytest.fixture
def post(browser_of, session):
    def send(user, page: str, **form):
        return browser_of(user).post(f"/desk/sessions/{session.pk}/signin/{page}", form)

    return send


def test_ticking_a_name_tells_who_ticked(post, session, town):
    with clock(at("09:10")):
        answer = post(town.north_worker, "mark/", mark=f"p{town.wang.pk}:arrived", minutes="999", served="999")
    assert answer.headers["Location"].endswith(f"/signin/#p{town.wang.pk}")
    pair = SignPair.objects.get()
    assert (pair.in_how, pair.in_by, Attendance.objects.get().minutes) == ("tick", town.north_worker, 0)


def test_only_people_of_the_list_can_be_ticked(post, town):
    with clock(at("09:10")):
        post(town.north_worker, "mark/", mark=f"p{town.zeng.pk}:arrived")
        post(town.north_worker, "mark/", mark="p99999999999999999999:arrived")
    assert not Attendance.objects.exists()


def test_closing_and_confirming_a_session(post, session, town):
    for person in (town.wang, town.li):
        Consent.objects.create(person=person, purpose="volunteer", how="当面", by=town.clerk)
    with clock(at("09:05")):
        post(town.north_worker, "mark/", mark=f"p{town.wang.pk}:arrived")
    with clock(at("11:00")):
        post(town.north_worker, "close/", item=item().pk)
        post(town.clerk, "confirm/")
    assert ServiceRecord.objects.get().state == "confirmed"
    assert Attendance.objects.get(person=town.li).state == "absent"


def test_the_list_on_paper_may_be_photographed(post, browser_of, session, town):
    photo = SimpleUploadedFile("list.jpg", DOT.data, "image/jpeg")
    with clock(at("11:30")):
        post(town.north_worker, "paper/", who=f"p{town.wang.pk}", come="09:00", go="10:30", paper=photo)
    assert SignPair.objects.get().in_how == "paper"
    shown = browser_of(town.north_worker).get(f"/desk/sessions/{session.pk}/signin/paper/photo/")
    assert b"".join(shown.streaming_content) == DOT.data


def test_a_passbook_code_signs_in_and_then_out(post, session, town):
    account = points.account_of(town.wang, town.north)
    code = PassbookCode.objects.create(account=account, by=town.clerk)
    with clock(at("09:00")):
        post(town.north_worker, "scan/", code=f"https://linli.example/p/{code.token}/")
    with clock(at("10:00")):
        post(town.north_worker, "scan/", code=code.token)
        post(town.north_worker, "scan/", code="something-else")
    pair = SignPair.objects.get()
    assert (pair.in_how, pair.out_how, Attendance.objects.get().minutes) == ("passbook", "passbook", 60)


def test_a_walk_in_with_consent_and_one_with_a_name_only(post, session, town):
    ming = neighbour(town, "明明")
    Consent.objects.all().delete()
    with clock(at("09:10")):
        post(town.north_worker, "add/", person=ming.pk, agrees="on")
        post(town.north_worker, "add/", name="赵叔", words="3栋的")
        assert post(town.north_worker, "add/", name=" ").status_code == 422
        post(town.north_worker, "add/", person=town.zeng.pk)
    assert set(Attendance.objects.filter(walk_in=True).values_list("person__name", flat=True)) == {"明明", "赵叔"}
    assert Consent.objects.get().person == ming
    assert Placeholder.objects.get().words == "3栋的"


def test_somebody_who_signed_up_by_name_is_ticked(post, session, town):
    guest = SignUp.objects.create(session=session, name="赵叔", number=9, state="confirmed")
    with clock(at("09:10")):
        post(town.north_worker, "mark/", mark=f"s{guest.pk}:arrived")
    assert Attendance.objects.get().person.name == "赵叔"


def test_paper_asks_for_times_and_counts_itself(post, session, town):
    form = {"who": f"p{town.wang.pk}", "come": "09:00", "go": "10:30", "minutes": "600"}
    with clock(at("12:00")):
        assert post(town.clerk, "paper/", **form).status_code == 302
        assert post(town.clerk, "paper/", **form | {"come": "11:00", "go": "10:00"}).status_code == 422
    assert (Attendance.objects.get().minutes, SignPair.objects.get().in_how) == (90, "paper")


def test_a_leader_of_the_team_keeps_the_list_and_confirms_nothing(post, session, town, browser_of):
    Person.objects.filter(pk=town.wang.pk).update(user=town.stranger)
    team = teams.found(town.north, name="清洁队", kind="service", by=town.north_worker)
    town.wang.refresh_from_db()
    volunteer = people.register(town.wang, unit=town.north, how="当面说的", by=town.clerk)
    teams.join(team, volunteer, by=town.clerk, role="leader")
    assert post(town.stranger, "close/").status_code == 404
    type(session.activity).objects.update(team=team)
    with clock(at("09:10")):
        assert post(town.stranger, "mark/", mark=f"p{town.li.pk}:arrived").status_code == 302
        page = browser_of(town.stranger).get(f"/desk/sessions/{session.pk}/signin/")
    assert "李翠花" in page.content.decode() and "确认和积分" not in page.content.decode()
    assert post(town.stranger, "confirm/").status_code == 403


def test_the_list_costs_the_same_for_one_and_for_thirty(session, town, browser_of, queries):
    browser = browser_of(town.north_worker)
    address = f"/desk/sessions/{session.pk}/signin/"
    with clock(at("09:30")):
        browser.get(address)
        with queries(40) as few:
            browser.get(address)
        sign_up(session, *[neighbour(town, f"邻居{number}") for number in range(30)])
        with queries(len(few)):
            page = browser.get(address)
    assert page.content.decode().count("<li id=") == 32


def test_a_passbook_scanned_by_a_phone_leads_to_the_session_that_is_going_on(session, town, browser_of):
    code = PassbookCode.objects.create(account=points.account_of(town.wang, town.north), by=town.clerk)
    with clock(at("07:30")):
        there = browser_of(town.north_worker).get(f"/p/{code.token}/").headers["Location"]
        assert f"/books/{code.account_id}/" in there
    with clock(at("09:05")):
        browser = browser_of(town.north_worker)
        there = browser.get(f"/p/{code.token}/").headers["Location"]
        assert "楼道清洁" in browser.get(there).content.decode()
        assert f"/books/{code.account_id}/" in browser.get(f"/p/{code.token}/?book=1").headers["Location"]
    assert not Attendance.objects.exists()
