from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import AuditEntry
from issues import actions
from issues.models import Issue
from issues.views.desk import DEEDS

MOVED_ON = "已经有人处理过了，请看最新进展。"


@pytest.fixture
def leader(browser_of, town):
    return browser_of(town.north_leader)


@pytest.fixture
def worker(browser_of, town):
    return browser_of(town.north_worker)


def to(issue, verb: str) -> str:
    return reverse("issues:reveal" if verb == "reveal" else "issues:act", args=[issue.pk] + [verb] * (verb != "reveal"))


def page_of(issue) -> str:
    return f"/desk/issues/{issue.pk}/"


def typed_for(town) -> dict[str, dict]:
    typed = {
        ("assign", "reassign"): {"to": f"u{town.north_worker.pk}"},
        ("hand_back", "rework", "decline", "reopen", "reveal"): {"reason": "归物业"},
        ("refuse_return", "refuse_more_time", "ask", "note"): {"text": "先打电话"},
        ("answer",): {"text": "好了", "outcome": "solved"},
        ("publish",): {"title": "楼道灯"},
    }
    return {verb: {} for verb in DEEDS} | {verb: form for verbs, form in typed.items() for verb in verbs}


VERBS = [*DEEDS, "reveal"]


def test_leader_assigns_by_the_page(leader, matter, town):
    issue = matter()
    leader.post(to(issue, "assign"), {"to": f"u{town.north_worker.pk}", "note": "先打电话", "seen": 0})
    assert Issue.objects.get().handler == town.north_worker


def test_worker_takes_a_new_matter(worker, matter, town):
    issue = matter()
    worker.post(to(issue, "take"), {"seen": 0})
    assert Issue.objects.get().handler == town.north_worker


def test_worker_answers_with_a_photo(worker, assigned, photo):
    worker.post(
        to(assigned, "answer"), {"text": "好了", "outcome": "solved", "photos": [photo()], "seen": assigned.version}
    )
    assert Issue.objects.get().state == "answered"
    assert assigned.photos.count() == 1


@pytest.mark.parametrize("verb", VERBS)
def test_another_grids_matter_does_not_exist_for_any_verb(browser_of, assigned, town, verb):
    other = browser_of(town.south_leader)
    assert other.post(to(assigned, verb), typed_for(town)[verb]).status_code == 404
    assert (Issue.objects.get().state, Issue.objects.get().public_title) == ("assigned", "")
    assert assigned.steps.count() == 2


def test_another_grids_matter_cannot_be_read(browser_of, assigned, town):
    assert browser_of(town.south_leader).get(page_of(assigned)).status_code == 404


@pytest.mark.parametrize("verb", VERBS)
def test_reading_a_deed_is_not_allowed(leader, assigned, verb):
    assert leader.get(to(assigned, verb)).status_code == 405


@pytest.mark.parametrize(
    "verb", ["assign", "publish", "reveal", "reopen", "close", "decline", "sort", "answer", "reassign"]
)
def test_worker_who_does_not_handle_it_is_forbidden(worker, matter, town, verb):
    assert worker.post(to(matter(), verb), typed_for(town)[verb]).status_code == 403


def test_unknown_deed_is_not_found(leader, matter):
    assert leader.post(page_of(matter()) + "burn/").status_code == 404


def test_second_of_two_at_once_keeps_what_was_typed(leader, worker, assigned, town):
    worker.post(to(assigned, "answer"), {"text": "好了", "outcome": "solved", "seen": assigned.version})
    response = leader.post(
        to(assigned, "answer"), {"text": "我也写了一段", "outcome": "solved", "seen": assigned.version}
    )
    assert response.status_code == 409
    assert MOVED_ON in response.content.decode()
    assert "我也写了一段" in response.content.decode()


def test_old_page_cannot_overwrite_an_assignment(leader, browser_of, matter, town):
    issue = matter()
    leader.post(to(issue, "assign"), {"to": f"u{town.north_worker.pk}", "seen": 0})
    late = browser_of(town.clerk).post(to(issue, "assign"), {"to": f"u{town.north_leader.pk}", "seen": 0})
    assert late.status_code == 409
    assert Issue.objects.get().handler == town.north_worker


def test_after_a_conflict_one_may_decide_the_same_again(leader, matter, town):
    issue = matter()
    actions.assign(issue, to=town.north_worker, by=town.clerk)
    page = leader.post(to(issue, "assign"), {"to": f"u{town.north_leader.pk}", "seen": 0}).context
    assert page["asked"].name == "reassign"
    leader.post(to(issue, "reassign"), {"to": f"u{town.north_leader.pk}", "seen": page["form"]["seen"].value()})
    assert Issue.objects.get().handler == town.north_leader


def test_person_outside_the_list_is_refused(leader, matter, town):
    response = leader.post(to(matter(), "assign"), {"to": f"u{town.south_worker.pk}"})
    assert "请从名单里选择" in response.content.decode()
    assert Issue.objects.get().handler is None


def test_fields_of_the_issue_cannot_be_sent_along(worker, assigned, town):
    worker.post(
        to(assigned, "answer"),
        {"text": "好了", "outcome": "solved", "rating": 5, "unit": town.south.pk, "public_title": "x"},
    )
    issue = Issue.objects.get()
    assert (issue.rating, issue.unit, issue.public_title) == (None, town.building, "")


def test_missing_reason_is_said_and_words_stay(worker, assigned):
    page = worker.post(to(assigned, "hand_back"), {"reason": " "}).content.decode()
    assert "请写明原因。" in page


def test_bad_photo_of_an_answer_keeps_the_words(worker, assigned, photo):
    bad = photo("坏.jpg")
    bad.file.truncate(30)
    page = worker.post(
        to(assigned, "answer"), {"text": "好了，修的是三楼", "outcome": "solved", "photos": [bad]}
    ).content.decode()
    assert "坏.jpg" in page
    assert "好了，修的是三楼" in page


def test_contact_is_masked_until_asked_for(worker, matter, town):
    issue = matter(name="王小明")
    page = worker.get(page_of(issue)).content.decode()
    assert "王*明" in page
    assert "199****0012" in page
    assert "19900000012" not in page


def test_contact_is_shown_once_and_recorded(worker, assigned, town):
    page = worker.post(to(assigned, "reveal"), {"reason": "约时间上门"})
    assert "19900000012" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert "19900000012" not in worker.get(page_of(assigned)).content.decode()
    entry = AuditEntry.objects.get(target=f"issue:{assigned.pk}")
    assert (entry.actor, entry.reason, entry.address) == (town.north_worker, "约时间上门", "127.0.0.1")


def test_contact_without_a_reason_stays_masked(worker, assigned):
    page = worker.post(to(assigned, "reveal"), {"reason": "\u3000"}).content.decode()
    assert "请写明为什么" in page
    assert "19900000012" not in page


def test_one_obvious_next_step_for_each_state(leader, worker, matter, town):
    issue = matter()
    assert leader.get(page_of(issue)).context["next"]["verb"].name == "assign"
    actions.assign(issue, to=town.north_worker, by=town.north_leader)
    assert worker.get(page_of(issue)).context["next"]["verb"].name == "sign"
    actions.sign(issue, by=town.north_worker)
    assert worker.get(page_of(issue)).context["next"]["verb"].name == "answer"
    actions.answer(issue, text="好了", by=town.north_worker)
    assert leader.get(page_of(issue)).context["next"]["verb"].name == "close"


def test_forms_beside_the_next_step_come_by_their_link(leader, matter):
    """Without JavaScript, and only those of moves that are open to the reader."""
    url = page_of(matter())
    page = leader.get(url).content.decode()
    assert 'action="' + url + 'note/"' not in page
    assert f'href="{url}?do=note"' in page
    opened = leader.get(url + "?do=note")
    assert 'action="' + url + 'note/"' in opened.content.decode()
    assert opened.context["next"] is None


def test_a_form_that_is_not_open_to_the_reader_is_not_shown(worker, leader, matter):
    url = page_of(matter())
    for browser, verb in ((worker, "publish"), (leader, "close"), (leader, "burn")):
        page = browser.get(f"{url}?do={verb}")
        assert page.context["asked"] is None
        assert f'action="{url}{verb}/"' not in page.content.decode()


def test_staff_never_get_the_residents_link(leader, answered):
    assert answered.token not in leader.get(page_of(answered)).content.decode()


def test_timeline_of_staff_has_internal_notes(worker, assigned, town):
    actions.add_internal_note(assigned, text="家里有老人", by=town.north_leader)
    assert "家里有老人" in worker.get(page_of(assigned)).content.decode()


def test_script_in_a_report_stays_text(worker, matter):
    page = worker.get(page_of(matter(text="<script>alert(1)</script>{{7*7}}"))).content.decode()
    assert "<script>alert" not in page
    assert "{{7*7}}" in page


def intake(town, **more) -> dict:
    asked = {"behalf": "self", "consent": "on"}
    return asked | {"channel": "phone", "text": "电梯异响", "unit": town.building.pk, "key": str(uuid4())} | more


def test_call_is_taken_down(worker, town):
    response = worker.post("/desk/issues/new/", intake(town, phone="０７３４－１２３４５６７"))
    issue = Issue.objects.get()
    assert response.url == page_of(issue)
    assert (issue.channel, issue.entered_by, issue.reporter_phone) == ("phone", town.north_worker, "07341234567")


def test_call_taken_down_twice_is_one_issue(worker, town):
    typed = intake(town)
    worker.post("/desk/issues/new/", typed)
    worker.post("/desk/issues/new/", typed)
    assert Issue.objects.count() == 1


def test_another_matter_on_a_page_from_memory_is_not_lost(worker, town):
    typed = intake(town)
    worker.post("/desk/issues/new/", typed)
    page = worker.post("/desk/issues/new/", typed | {"text": "另一件事：井盖松了。"}).content.decode()
    assert "这张表已经登记过" in page and "井盖松了" in page
    assert typed["key"] not in page


def test_staff_take_down_matters_of_their_own_scope_only(worker, town):
    page = worker.post("/desk/issues/new/", intake(town, unit=town.south_building.pk)).content.decode()
    assert "请重新选择在哪里" in page
    assert not Issue.objects.exists()


def test_source_cannot_be_invented(worker, town):
    worker.post("/desk/issues/new/", intake(town, channel="web"))
    assert not Issue.objects.exists()


def test_the_page_of_a_matter_costs_few_queries_however_long_its_way(worker, assigned, town, cost, queries):
    """Reading the matter, what it has at all, its way, whom it may be given to; not more for more of the same."""
    worker.get(page_of(assigned))
    with queries(15):
        worker.get(page_of(assigned))

    def one_more() -> None:
        actions.add_internal_note(assigned, text="又去看过", by=town.north_worker)

    assert cost(lambda: worker.get(page_of(assigned)), one_more, 30)


@pytest.mark.parametrize("page", ["/desk/issues/board/", "/desk/issues/workload/", "/desk/figures/", "/matters/"])
def test_overviews_cost_the_same_for_one_and_for_thirty(leader, matter, town, cost, queries, page):
    def one_more() -> None:
        issue = matter(key=uuid4())
        actions.publish(issue, title="楼道灯坏了", by=town.north_leader)

    assert cost(lambda: leader.get(page), one_more, 30)
    with queries(12):
        leader.get(page)
