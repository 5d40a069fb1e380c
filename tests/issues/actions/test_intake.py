import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage
from django.utils import timezone

from issues import actions
from issues.actions.intake import clear_category, suggested_categories
from issues.actions.reporter import hide
from issues.models import Category, Issue, NumberSeries, Photo, Step
from jobs import broker
from tests.issues.dot import DOT


def test_report_is_received_with_its_first_step(matter, town):
    issue = matter()
    assert issue.state == Issue.State.RECEIVED
    assert [step.verb for step in issue.steps.all()] == [Step.Verb.SUBMIT]


def test_numbers_count_up_within_a_year(matter):
    year = timezone.localdate().year
    assert [matter().number for _ in range(3)] == [f"{year}-0001", f"{year}-0002", f"{year}-0003"]


def test_each_year_starts_again(matter):
    NumberSeries.objects.create(year=1999, last=700)
    assert matter().number.endswith("-0001")


def test_same_key_is_the_same_issue(matter):
    key = uuid4()
    assert matter(key=key) == matter(key=key, text="又点了一次")
    assert Issue.objects.count() == 1


def test_unique_key_catches_what_the_look_up_missed(matter, monkeypatch):
    first = matter()
    blind = iter([None, first])
    monkeypatch.setattr("django.db.models.query.QuerySet.first", lambda rows: next(blind))
    assert matter(key=first.key) == first


def test_limit_follows_the_category(matter):
    category = Category.objects.get(name="停车秩序")
    assert matter(category=category).due_on == timezone.localdate() + timedelta(days=3)


def test_emergency_is_urgent_and_looked_at_within_two_hours(matter):
    issue = matter(text="三楼着火了")
    assert issue.urgent
    assert issue.respond_due_at - issue.received_at == timedelta(hours=2)
    assert issue.due_at - issue.received_at == timedelta(hours=24)


def test_control_characters_and_wide_digits_are_made_plain(matter):
    issue = matter(text="灯\x07坏\u200b了\u202e", place="２单元\x0b３楼", phone="１９９ ００００ ００１２")
    assert (issue.text, issue.place, issue.reporter_phone) == ("灯坏了", "2单元3楼", "19900000012")


def test_number_of_the_reporter_is_sealed_in_the_database(matter):
    issue = matter()
    stored = Issue.objects.filter(pk=issue.pk).extra(select={"raw": "reporter_phone"}).values_list("raw", flat=True)
    assert "19900000012" not in stored[0]


def test_blank_text_is_refused(matter):
    with pytest.raises(ValidationError, match="什么事"):
        matter(text="\u3000\x07 ")


def test_wrong_phone_is_refused(matter):
    with pytest.raises(ValidationError, match="电话"):
        matter(phone="12345")


def test_street_is_too_large_a_place(matter, town):
    with pytest.raises(ValidationError, match="地点"):
        matter(unit=town.street)


def test_closed_building_is_refused(matter, town):
    town.building.valid_until = timezone.localdate()
    with pytest.raises(ValidationError, match="地点"):
        matter(unit=town.building)


def test_refusal_leaves_no_gap_in_the_numbers(matter):
    with pytest.raises(ValidationError):
        matter(text=" ")
    assert not NumberSeries.objects.exists()


def test_photos_hang_on_the_first_step(matter):
    issue = matter(photos=[DOT, DOT])
    assert issue.steps.get().photos.count() == 2


def test_photo_names_are_random(matter):
    first, second = matter(photos=[DOT, DOT]).photos.all()
    assert first.name != second.name
    assert re.fullmatch(r"photos/\d{4}/\d\d/[0-9a-f]{32}\.jpg", first.file.name)


def test_full_disk_refuses_in_words_and_leaves_nothing(matter, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    save, calls = FileSystemStorage._save, []

    def second_one_fails(storage, name, content):
        path = save(storage, name, content)
        calls.append(path)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return path

    monkeypatch.setattr(FileSystemStorage, "_save", second_one_fails)
    with pytest.raises(ValidationError, match="存不下"):
        matter(photos=[DOT, DOT])
    assert not Issue.objects.exists()
    assert not Photo.objects.exists()
    assert not list(tmp_path.rglob("*.jpg"))


def test_staff_take_down_what_a_caller_says(town):
    issue = actions.take_for_resident(
        key=uuid4(), text="电梯有异响", unit=town.building, channel="phone", phone="19900000459", by=town.north_worker
    )
    assert (issue.channel, issue.entered_by, issue.reporter) == ("phone", town.north_worker, None)
    assert issue.steps.get().verb == Step.Verb.TAKE_DOWN


def test_staff_cannot_pretend_it_came_by_itself(town):
    with pytest.raises(ValidationError, match="来源"):
        actions.take_for_resident(key=uuid4(), text="灯", unit=town.building, channel="web", by=town.north_worker)


@pytest.mark.django_db(transaction=True)
@pytest.mark.logs_errors
def test_broken_broker_breaks_no_report(matter, monkeypatch, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"

    def dead(pk):
        raise RuntimeError("broker gone")

    monkeypatch.setattr(broker, "tell", dead)
    issue = matter()
    assert Issue.objects.filter(pk=issue.pk).exists()


# --- what the words say (issues 6, point 2) ----------------------------------------------------
def test_the_likeliest_categories_are_three_at_most_and_offered_ones(db):
    Category.objects.filter(code="help.elderly").update(open=False)
    found = [row.code for row in suggested_categories("隔壁独居的李奶奶家厨房水管漏水，她自己修不了")]
    assert "help.elderly" not in found and 0 < len(found) <= 3


def test_a_clear_text_has_one_category(db):
    assert clear_category("北门井盖松动").code == "facility.manhole"
    assert clear_category("灯") is None


def test_within_a_chosen_group_only_its_own_are_looked_at(db):
    facilities, noise = (Category.objects.get(name=name) for name in ("设施损坏", "噪音扰民"))
    assert clear_category("北门井盖松动", within=facilities).code == "facility.manhole"
    assert clear_category("北门井盖松动", within=noise) is None


def test_nothing_is_sorted_unless_somebody_asks_for_it(matter):
    assert matter(text="北门井盖松动").category is None
    assert matter(text="北门井盖松动", sort_by_text=True).category.code == "facility.manhole"


def test_the_limit_is_that_of_the_category_the_words_gave(matter):
    given = matter(text="北门井盖松动", category=Category.objects.get(code="facility.manhole"))
    assert matter(text="北门井盖松动", sort_by_text=True).due_at.date() == given.due_at.date()


def test_answers_and_consents_are_kept(matter, town):
    issue = matter(answers={"floor": "7"}, shares_contact=True)
    issue.refresh_from_db()
    assert (issue.answers, issue.shares_contact) == ({"floor": "7"}, True)


def test_hidden_by_its_reporter_it_is_in_no_public_list(matter, town):
    issue = matter()
    actions.publish(issue, title="楼道灯不亮", by=town.north_leader)
    hide(issue)
    assert not Issue.objects.public().exists()
    with pytest.raises(ValidationError, match="已经不公开"):
        hide(issue)
