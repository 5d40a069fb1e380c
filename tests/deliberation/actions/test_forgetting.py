"""What an award keeps goes a year after it has ended; who stood on the ballot stays in its file."""

from datetime import timedelta

from django.utils import timezone

from community.actions import retention
from deliberation.actions import publicity
from deliberation.models import Contest, Nominee, Objection, Resolution, Topic
from tests.deliberation import contests, made


def test_who_put_forward_and_who_never_stood_go_a_year_after_the_award(town):
    contest = contests.announced(town)
    people = contests.neighbours(town.building2, ["赵甲", "钱乙"])
    stood, refused = (contests.nominee(town, contest, person) for person in people)
    Nominee.objects.update(nominator="老王", phone="19900000055")
    Nominee.objects.filter(pk=refused.pk).update(state="rejected", answer="材料不全", number=None)
    last = contest.closes_at.date()
    retention.forget(last + timedelta(days=400))
    assert set(Nominee.objects.values_list("nominator", flat=True)) == {"老王"}
    Contest.objects.filter(pk=contest.pk).update(state="cancelled", reason="并到明年一起评")
    retention.forget(last + timedelta(days=364))
    assert set(Nominee.objects.values_list("nominator", flat=True)) == {"老王"}
    retention.forget(last + timedelta(days=367))
    stood.refresh_from_db()
    refused.refresh_from_db()
    assert (stood.name, stood.person, stood.public_deed) == ("赵甲", people[0], "赵甲照顾老人三年。")
    assert (stood.deed, stood.nominator, stood.phone, stood.nominated_by) == ("（已删除）", "", "", None)
    assert (refused.name, refused.person, refused.place, refused.answer) == ("（已删除）", None, "", "材料不全")


def test_the_photo_of_the_posted_paper_goes_five_years_after_the_period(town, django_capture_on_commit_callbacks):
    resolution = made.resolved(town).resolution
    photo = publicity.put_up(
        resolution, photo=made.picture(), at=timezone.now(), place="2栋一楼", by=town.north_leader
    ).posted
    last = timezone.localdate(resolution.until)
    retention.forget(last + timedelta(days=5 * 365 - 1))
    assert Resolution.objects.get(pk=resolution.pk).posted
    with django_capture_on_commit_callbacks(execute=True):
        retention.forget(last + timedelta(days=5 * 365 + 3))
    resolution.refresh_from_db()
    assert (resolution.posted.name, resolution.posted_place) == ("", "2栋一楼")
    assert not photo.storage.exists(photo.name)


def test_who_raised_a_topic_or_objected_goes_after_five_years_once_it_is_over(town):
    topic = made.resolved(town)
    Topic.objects.filter(pk=topic.pk).update(name="王阿姨", raised_by=town.stranger)
    later = timezone.localdate() + timedelta(days=5 * 365 + 3)
    retention.forget(later)
    topic.refresh_from_db()
    assert (topic.name, Objection.objects.get().name) == ("王阿姨", "一楼住户")
    made.effective(topic, town)
    Topic.objects.filter(pk=topic.pk).update(state="done")
    retention.forget(later - timedelta(days=6))
    topic.refresh_from_db()
    assert (topic.name, Objection.objects.get().name) == ("王阿姨", "一楼住户")
    retention.forget(later)
    topic.refresh_from_db()
    assert (topic.name, topic.phone, topic.raised_by, topic.title) == ("（已删除）", "", None, "小花园多放几张长椅")
    assert (Objection.objects.get().name, Objection.objects.get().text) == ("（已删除）", "离窗户太近会吵。")
