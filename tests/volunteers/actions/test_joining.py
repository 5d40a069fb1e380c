"""Two records of one neighbour become one, whatever both had signed up for; the merge is never refused for it."""

from datetime import date, time, timedelta

from django.apps import apps
from django.db.models import UniqueConstraint
from django.utils import timezone

from community.actions.merge import SPECIAL, merge
from community.models import Person
from volunteers.actions import caring, courses, helping, meals, people, reporting, rostering, signing, teams
from volunteers.models import (
    Award,
    Birthday,
    CareRound,
    CareVisit,
    Certificate,
    Enrolment,
    Handover,
    Meal,
    Membership,
    PickUp,
    Reporting,
    Service,
    SignUp,
    Skill,
    Swap,
    Turn,
    Volunteer,
)


def join(town) -> None:
    merge(town.li, town.wang, choices={name: "kept" for name in ("name", "note", "user", "born", "sex")}, by=town.clerk)


def test_whoever_may_stand_there_once_is_minded_when_records_join():
    """Each table of volunteering that the database keeps unique by person says what happens when two become one."""
    for model in apps.get_app_config("volunteers").get_models():
        people_of = {field.name for field in model._meta.fields if field.related_model is Person}
        alone = [{field.name} for field in model._meta.fields if field.unique and field.name in people_of]
        rules = [set(one.fields) for one in model._meta.constraints if isinstance(one, UniqueConstraint)]
        for field in set().union(*(people_of & rule for rule in rules + alone)):
            assert (model.__name__, field) in SPECIAL


def test_of_two_places_the_better_stays_and_the_next_is_asked(town, publish, residents):
    session = publish("太极拳", places=2).sessions.get()
    next_one = residents(1)[0]
    for person in (town.wang, town.li, next_one):
        signing.sign_up(session, person=person, by=town.clerk)
    join(town)
    states = dict(SignUp.objects.open().values_list("person", "state"))
    assert states == {town.li.pk: "confirmed", next_one.pk: "offered"}
    session.refresh_from_db()
    assert session.taken == 2


def test_who_waited_under_one_name_keeps_the_place_of_the_other(town, publish):
    session = publish("太极拳", places=1).sessions.get()
    signing.sign_up(session, person=town.wang, by=town.clerk)
    signing.sign_up(session, person=town.li, by=town.clerk)
    join(town)
    assert list(SignUp.objects.open().values_list("person", "state")) == [(town.li.pk, "confirmed")]
    session.refresh_from_db()
    assert session.taken == 1


def test_a_term_is_enrolled_in_once_and_the_next_comes(town, publish, residents):
    course = publish("手机课堂", kind="course", days=1)
    today = timezone.localdate()
    rule = {"weekdays": "1234567", "begins_at": time(15), "minutes": 60}
    facts = {"first_on": today + timedelta(days=2), "last_on": today + timedelta(days=4), "places": 2}
    term = courses.open_term(course, name="春季班", by=town.clerk, rule=rule, **facts)
    next_one = residents(1)[0]
    for person in (town.wang, town.li, next_one):
        courses.enrol(term, person, by=town.clerk)
    join(town)
    states = Enrolment.objects.filter(state__in=SignUp.OPEN).values_list("person", "state")
    assert dict(states) == {town.li.pk: "confirmed", next_one.pk: "confirmed"}
    term.refresh_from_db()
    assert term.taken == 2
    assert SignUp.objects.open().filter(person=next_one).count() == term.sessions.count()


def test_one_volunteer_with_the_skills_teams_and_helps_of_both(town):
    skill = Skill.objects.get(name="水管维修")
    rows = [
        people.register(person, unit=town.north, how="当面说的", availability=free, by=town.clerk)
        for person, free in ((town.li, ("6am",)), (town.wang, ("7pm",)))
    ]
    team = teams.found(town.north, name="巡逻队", kind="service", by=town.clerk)
    for row, role in zip(rows, ("member", "leader"), strict=True):
        people.add_skill(row, skill, by=town.clerk)
        teams.join(team, row, role=role, by=town.clerk)
    asked = helping.ask_for_help(town.building, text="水管漏水", skill=skill, by=town.clerk)
    helping.accept(helping.ask(asked, rows[1]))
    Volunteer.objects.filter(pk=rows[1].pk).update(shown_as="老王", shown_words="会修水管")
    join(town)
    one = Volunteer.objects.get()
    assert (one.shown_as, one.shown_words) == ("老王", "会修水管")
    assert (one.person, one.slots) == (town.li, ["6am", "7pm"])
    assert [held.skill for held in one.skills.all()] == [skill]
    assert Membership.objects.current().get().role == "leader"
    asked.refresh_from_db()
    assert asked.helper == one


def test_who_left_on_one_record_has_left(town):
    people.register(town.li, unit=town.north, how="当面说的", by=town.clerk)
    gone = people.register(town.wang, unit=town.north, how="当面说的", by=town.clerk)
    people.leave(gone, by=town.clerk)
    join(town)
    assert Volunteer.objects.get().state == "left"


def test_on_a_duty_once_and_no_swap_with_oneself(town):
    roster = rostering.make_roster(town.north, name="监控室", place="一楼", by=town.clerk)
    for weekday in range(1, 8):
        both = [town.li, town.wang] if weekday < 4 else [town.wang]
        shift = {"weekday": weekday, "minutes": 60, "needed": 2, "people": both, "by": town.clerk}
        rostering.set_shift(roster, starts_at=time(8), **shift)
    mine = Turn.objects.filter(person=town.li).last()
    theirs = Turn.objects.filter(person=town.wang).exclude(duty=mine.duty).last()
    swap = rostering.ask_swap(mine, theirs)
    join(town)
    held = Turn.objects.held()
    assert held.count() == held.values("duty").distinct().count() == held.filter(person=town.li).count()
    assert Swap.objects.get(pk=swap.pk).state == "dropped"


def test_one_meal_a_day_and_what_was_told_of_it(town):
    rule = {"leaves_at": time(0, 1), "deliver_by": time(23, 59), "weekdays": "1234567", "by": town.clerk}
    route = meals.make_route(town.north, name="柳荫线", rider=town.li, **rule)
    for person in (town.li, town.wang):
        meals.add_stop(route, person, by=town.clerk)
    run = meals.lay_out(route, timezone.localdate())
    meals.tell(run.meals.get(person=town.wang), "nobody")
    join(town)
    assert [(meal.person, meal.state) for meal in Meal.objects.all()] == [(town.li, "nobody")]
    assert route.stops.current().get().person == town.li


def test_one_visit_and_what_was_brought(town):
    facts = {"title": "重阳节走访", "whom": "aged_80", "purpose": "重阳节走访慰问", "until": timezone.localdate()}
    row = CareRound.objects.create(unit=town.north, by=town.clerk, **facts)
    caring.add_person(row, town.li, by=town.clerk)
    visit = caring.add_person(row, town.wang, by=town.clerk)
    caring.note_visit(visit, state="visited", went="林小满", brought="米", by=town.clerk)
    join(town)
    assert CareVisit.objects.values_list("person", "state", "brought").get() == (town.li.pk, "visited", "米")


def test_one_reporting_with_what_was_taken_up_under_both(town):
    partner = reporting.add_partner(town.community, name="青石中学", by=town.clerk)
    post = reporting.open_post(town.north, name="护学岗", places=2, by=town.clerk)
    for person in (town.li, town.wang):
        row = reporting.place(reporting.report_in(partner, person, by=town.clerk), town.north, by=town.clerk)
        reporting.take(row, post, by=town.clerk)
    join(town)
    assert Reporting.objects.open().get().person == town.li
    assert sorted(Service.objects.values_list("state", flat=True)) == ["dropped", "taken"]


def test_children_birthdays_and_papers_stand_there_once(town, publish):
    klass = publish("四点半课堂", kind="care")
    session = klass.sessions.get()
    on, span = date(2026, 1, 1), {"since": date(2026, 1, 1), "until": date(2026, 6, 30)}
    for person in (town.li, town.wang):
        facts = {"name": "王奶奶", "relation": "奶奶", "said_by": "王爸爸", "by": town.clerk}
        adult = PickUp.objects.create(activity=klass, child=person, **facts)
        Handover.objects.create(session=session, child=person, pick_up=adult, by=town.clerk)
        Birthday.objects.create(person=person, month=3, day=7)
        own = {"person": person, "unit": town.north}
        Award.objects.create(name="好邻居", on=on, given_by="居委会", by=town.clerk, **own)
        Certificate.objects.create(asked_by=town.clerk, **own, **span)
    join(town)
    assert PickUp.objects.current().get().child == town.li
    counts = [model.objects.count() for model in (Handover, Birthday, Award)]
    assert counts == [1, 1, 1]
    assert Certificate.objects.asked().get().person == town.li
