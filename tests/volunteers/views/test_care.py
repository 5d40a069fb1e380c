"""B14 and S7 through the pages: a birthday party, the four-thirty class, a retired teacher's course."""

from datetime import timedelta

from django.utils import timezone

from community.actions import add_person
from volunteers.actions import people, signing
from volunteers.models import Activity, Enrolment, Handover, Skill, Term


def test_a_party_for_the_month_and_a_child_fetched_by_its_grandmother(client, town, publish):
    today = timezone.localdate()
    elder = add_person("寿星公", dwelling=town.home, born=today.replace(year=today.year - 80, day=15), by=None)
    party = publish("集体生日", kind="birthday").sessions.get()
    client.force_login(town.north_worker)
    client.post(f"/desk/birthdays/{elder.pk}/", {"lunar": "0", "month": today.month, "day": 15})
    page = client.get(f"/desk/birthdays/?month={today:%Y-%m}&age=80").text
    assert "寿星公" in page and "80 岁" in page
    client.post("/desk/birthdays/invite/", {"person": [elder.pk], "session": party.pk})
    assert "寿星公" in client.get(f"/desk/sessions/{party.pk}/").text

    child = add_person("王一一", dwelling=town.home, born=today - timedelta(days=8 * 366), by=None)
    klass = publish("四点半课堂", kind="care", hour=16).sessions.get()
    signing.sign_up(klass, person=child, by=town.clerk)
    path = f"/desk/sessions/{klass.pk}/pick-ups/"
    assert "请先问监护人" in client.get(path).text
    facts = {"child": child.pk, "name": "王奶奶", "relation": "奶奶", "phone": "", "said_by": "王小明"}
    client.post(path, facts)
    adult = klass.activity.pick_ups.get()
    client.post(f"{path}{adult.pk}/")
    assert "王奶奶接走" in client.get(path).text
    assert Handover.objects.get().by == town.north_worker


def test_a_retired_teacher_found_a_term_and_neighbours_enrolled(client, town, publish, volunteer, residents):
    row, teacher = volunteer(town.wang, silver=True, lecturer=True), Skill.objects.get(name="教师")
    people.add_skill(row, teacher, by=town.clerk, proof="教师资格证", seen=True)
    client.force_login(town.north_worker)
    page = client.get(f"/desk/volunteers/?skill={teacher.pk}").text
    assert "王小明" in page and "讲师" in page and "银发人才" in page
    course = publish("手机课堂", kind="course")
    today = timezone.localdate()
    facts = {"name": "第一期", "lecturer": "王老师", "places": "1", "first_on": today, "weekdays": list("1234567")}
    facts |= {"last_on": today + timedelta(days=20), "begins_at": "19:00", "minutes": "60", "every": "1"}
    assert client.post(f"/desk/activities/{course.pk}/term/", facts).status_code == 302
    term = Term.objects.get(activity=Activity.objects.get(pk=course.pk))
    one, other = residents(2)
    for person, said in ((one, "已报上整个学期的课"), (other, "已为您排候补")):
        client.force_login(person.user)
        assert said in client.post(f"/activities/terms/{term.pk}/", follow=True).text
    assert list(Enrolment.objects.values_list("state", flat=True)) == ["confirmed", "waiting"]
