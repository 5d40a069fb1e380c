"""The rows of the access table for pages of volunteers, and the things they are opened with."""

from datetime import datetime, time, timedelta
from types import SimpleNamespace
from uuid import uuid4

from django.utils import timezone

from tests.volunteers import help_pages
from volunteers.actions import activities, courses, feeds, people, series, signing, teams
from volunteers.models import Activity, Skill

OWN = """
#                                     how  anonymous  stranger    worker    leader     south     clerk secretary     admin
volunteers:activities                 GET        200       200       200       200       200       200       200       200
volunteers:calendar                   GET        200       200       200       200       200       200       200       200
volunteers:month                      GET        200       200       200       200       200       200       200       200
volunteers:public_teams               GET        200       200       200       200       200       200       200       200
volunteers:activity                   GET        200       200       200       200       200       200       200       200
volunteers:activity_print             GET        200       200       200       200       200       200       200       200
volunteers:activity_code              GET        200       200       200       200       200       200       200       200
volunteers:session_ics                GET        200       200       200       200       200       200       200       200
volunteers:feed                       GET        200       200       200       200       200       200       200       200
volunteers:sign_up                    both        in       200       200       200       200       200       200       200
volunteers:enrol                      both        in       200       200       200       200       200       200       200
volunteers:mine                       GET         in       200       200       200       200       200       200       200
volunteers:mine_act                   POST        in       404       302       404       404       404       404       404
volunteers:quit_term                  POST        in       404       302       404       404       404       404       404
volunteers:shown                      GET        200       200       200       200       200       200       200       200
volunteers:my_shown                   both        in       404       200       404       404       404       404       404
volunteers:my_shown_end               POST        in       404       404       404       404       404       404       404
volunteers:offer                      both        in       200       200       200       200       200       200       200
volunteers:feed_open                  POST        in       302       302       302       302       302       302       302
volunteers:feed_revoke                POST        in       302       302       302       302       302       302       302
volunteers:sessions                   GET         in       403       200       200       200       200       200       200
volunteers:on_holidays                GET         in       403       200       200       200       200       200       200
volunteers:holiday_call_off           POST        in       403       302       302       302       302       302       302
volunteers:activity_new               both        in       403       200       200       200       200       200       200
volunteers:activity_desk              GET         in       403       200       200       404       200       200       200
volunteers:activity_edit              both        in       403       200       200       404       200       200       200
volunteers:activity_repeat            both        in       403       200       200       404       200       200       200
volunteers:session_new                both        in       403       200       200       404       200       200       200
volunteers:term_new                   both        in       403       200       200       404       200       200       200
volunteers:question_add               POST        in       403       422       422       404       422       422       422
volunteers:activity_withdraw          POST        in       403       422       422       404       422       422       422
volunteers:session                    GET         in       403       200       200       404       200       200       200
volunteers:shift_add                  POST        in       403       422       422       404       422       422       422
volunteers:shifts_repeat              POST        in       403       302       302       404       302       302       302
volunteers:session_edit               both        in       403       200       200       404       200       200       200
volunteers:session_later              both        in       403       200       200       404       200       200       200
volunteers:session_cancel             POST        in       403       422       422       404       422       422       422
volunteers:session_sign_up            both        in       403       200       200       404       200       200       200
volunteers:session_print              GET         in       403       200       200       404       200       200       200
volunteers:session_contacts           GET         in       403       200       200       404       200       200       200
volunteers:contact_reveal             POST        in       403       422       422       404       422       422       422
volunteers:pick_ups                   both        in       403       200       200       404       200       200       200
volunteers:hand_over                  POST        in       403       302       302       404       302       302       302
volunteers:pick_up_end                POST        in       403       302       302       404       302       302       302
volunteers:sign_up_cancel             POST        in       403       302       302       404       302       302       302
volunteers:birthdays                  GET         in       403       200       200       200       200       200       200
volunteers:birthday_invite            POST        in       403       302       302       302       302       302       302
volunteers:birthday_edit              both        in       403       200       200       404       200       200       200
volunteers:volunteers                 GET         in       403       200       200       200       200       200       200
volunteers:volunteer_find             both        in       403       200       200       200       200       200       200
volunteers:volunteer_new              both        in       403       200       200       404       200       200       200
volunteers:volunteer                  GET         in       403       200       200       404       200       200       200
volunteers:volunteer_edit             both        in       403       200       200       404       200       200       200
volunteers:volunteer_join             POST        in       403       302       302       404       302       302       302
volunteers:skill_add                  POST        in       403       422       422       404       422       422       422
volunteers:skill_act                  POST        in       403       302       302       404       302       302       302
volunteers:volunteer_act              POST        in       403       302       302       404       302       302       302
volunteers:teams                      GET         in       403       200       200       200       200       200       200
volunteers:team_new                   both        in       403       200       200       200       200       200       200
volunteers:team                       GET         in       403       200       200       404       200       200       200
volunteers:team_edit                  both        in       403       200       200       404       200       200       200
volunteers:team_end                   POST        in       403       302       302       404       302       302       302
volunteers:member_act                 POST        in       403       302       302       404       302       302       302
"""
TABLE = OWN + help_pages.TABLE


def fill(town: SimpleNamespace) -> None:
    """One thing of each kind in the north grid, made as people make it."""
    town.volunteer = people.register(town.li, unit=town.north, how="当面说的", by=town.north_worker)
    skill = Skill.objects.get(name="电路维修")
    town.held_skill = people.add_skill(town.volunteer, skill, proof="电工证", by=town.north_worker)
    town.team = teams.found(town.north, name="柳荫志愿服务队", kind="service", by=town.north_worker)
    town.membership = teams.join(town.team, town.volunteer, by=town.north_worker, role="leader")
    fill_activities(town)
    help_pages.fill(town)


def fill_activities(town: SimpleNamespace) -> None:
    """A club that repeats, a course with a term, a class with a child, and who signed up."""
    today = timezone.localdate()
    town.activity = publish(town, "太极拳", "club", 2, places=10)
    town.activity_series = series.repeat(
        town.activity, by=town.north_worker, weekdays="135", begins_at=time(7), minutes=60, first_on=today
    )
    town.session = town.activity.sessions.filter(series=town.activity_series).last()
    activities.ask(town.activity, text="会不会太极", kind="yes", by=town.north_worker)
    town.sign_up = signing.sign_up(town.session, person=town.li, by=town.north_worker)
    signing.sign_up(town.session, name="曾婆婆", phone="19900000088", by=town.north_worker)
    town.course = publish(town, "手机课堂", "course", 3)
    rule = {"weekdays": "2", "begins_at": time(15), "minutes": 90}
    last = today + timedelta(days=30)
    town.term = courses.open_term(
        town.course, name="秋季班", first_on=today, last_on=last, rule=rule, by=town.north_worker
    )
    town.enrolment = courses.enrol(town.term, town.li, by=town.north_worker)
    town.care = publish(town, "四点半课堂", "care", 4)
    town.care_session = town.care.sessions.get()
    signing.sign_up(town.care_session, person=town.wang, by=town.north_worker)
    facts = {"name": "王奶奶", "relation": "奶奶", "said_by": "王爸爸", "by": town.north_worker}
    town.pick_up = courses.name_pick_up(town.care, town.li, **facts)
    town.feed_token = feeds.open_feed(town.north_worker)


def publish(town: SimpleNamespace, title: str, kind: str, days: int, **facts) -> Activity:
    day = timezone.localdate() + timedelta(days=days)
    start = datetime.combine(day, time(9), timezone.get_current_timezone())
    times = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    facts = {"place": "居委会二楼", "by": town.north_worker, "key": uuid4()} | facts
    return activities.publish(town.north, title=title, kind=kind, **times, **facts)


def things(world: SimpleNamespace) -> dict[str, dict]:
    """What the pages with an argument are opened with, by the start of their names; longer starts decide."""
    volunteer, team = {"pk": world.volunteer.pk}, {"pk": world.team.pk}
    today, session = timezone.localdate(), {"pk": world.session.pk}
    adult = {"pk": world.care_session.pk, "adult": world.pick_up.pk}
    return {
        "volunteers:month": {"year": today.year, "number": today.month},
        "volunteers:activity": {"pk": world.activity.pk},
        "volunteers:question_add": {"pk": world.activity.pk},
        "volunteers:term_new": {"pk": world.course.pk},
        "volunteers:session": session,
        "volunteers:shift": session,
        "volunteers:holiday_call_off": {"day": today.isoformat()},
        "volunteers:session_new": {"pk": world.activity.pk},
        "volunteers:sign_up": session,
        "volunteers:contact_reveal": {"pk": world.sign_up.pk},
        "volunteers:sign_up_cancel": {"pk": world.sign_up.pk},
        "volunteers:mine_act": {"pk": world.sign_up.pk, "deed": "cancel"},
        "volunteers:enrol": {"pk": world.term.pk},
        "volunteers:quit_term": {"pk": world.enrolment.pk},
        "volunteers:feed": {"token": world.feed_token},
        "volunteers:pick_ups": {"pk": world.care_session.pk},
        "volunteers:hand_over": adult,
        "volunteers:pick_up_end": adult,
        "volunteers:birthday_edit": {"pk": world.wang.pk},
        "volunteers:volunteer": volunteer,
        "volunteers:volunteer_new": {"pk": world.wang.pk},
        "volunteers:volunteer_act": volunteer | {"deed": "pause"},
        "volunteers:skill_add": volunteer,
        "volunteers:skill_act": volunteer | {"held": world.held_skill.pk, "deed": "check"},
        "volunteers:team": team,
        "volunteers:member_act": team | {"member": world.membership.pk, "deed": "role"},
    } | help_pages.things(world)
