"""What an award keeps goes a year after it has ended; who stood on the ballot stays in its file."""

from datetime import timedelta

from community.actions import retention
from deliberation.models import Contest, Nominee
from tests.deliberation import contests


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
