"""The rows of the access table for wishes, helps, meals, care, rosters, reporting in and pairs, and their things."""

from datetime import time, timedelta
from types import SimpleNamespace

from django.utils import timezone

from tests.issues.dot import DOT
from volunteers.actions import caring, helping, meals, pairing, reporting, rostering, wishing
from volunteers.models import CareRound, PairLine

TABLE = """
volunteers:wishes                     GET        200       200       200       200       200       200       200       200
volunteers:wish_claim                 POST        in       302       302       302       302       302       302       302
volunteers:my_wishes                  GET         in       200       200       200       200       200       200       200
volunteers:my_wish_new                both        in       404       200       404       404       404       404       404
volunteers:my_wish_withdraw           POST        in       404       302       404       404       404       404       404
volunteers:my_claim                   POST        in       404       404       404       404       302       404       404
volunteers:thank                      both       200       200       200       200       200       200       200       200
volunteers:thank_photo                GET        200       200       200       200       200       200       200       200
volunteers:claim_photo                GET         in       404       200       200       404       200       200       200
volunteers:asked                      both       200       200       200       200       200       200       200       200
volunteers:my_helps                   GET         in       200       200       200       200       200       200       200
volunteers:ride                       GET        200       200       200       200       200       200       200       200
volunteers:ride_tell                  POST       302       302       302       302       302       302       302       302
volunteers:my_duties                  GET         in       200       200       200       200       200       200       200
volunteers:swap_ask                   both        in       404       200       404       404       404       404       404
volunteers:my_turn                    POST        in       404       302       404       404       404       404       404
volunteers:swap                       both       200       200       200       200       200       200       200       200
volunteers:my_reporting               both        in       200       200       200       200       200       200       200
volunteers:my_take                    POST        in       404       302       404       404       404       404       404
volunteers:my_serve                   POST        in       404       422       404       404       404       404       404
volunteers:face                       GET         in       200       200       200       200       200       200       200
volunteers:face_year                  GET         in       404       404       404       404       404       200       404
volunteers:face_pair                  GET         in       404       404       404       404       404       200       404
volunteers:face_line                  POST        in       404       404       404       404       404       302       404
volunteers:who                        both        in       403       200       200       200       200       200       200
volunteers:helps                      GET         in       403       200       200       200       200       200       200
volunteers:help_new                   both        in       403       200       200       200       200       200       200
volunteers:help_for                   both        in       403       200       200       404       200       200       200
volunteers:help_share                 POST        in       403       302       302       302       302       302       302
volunteers:help                       GET         in       403       200       200       404       200       200       200
volunteers:help_act                   POST        in       403       422       422       404       422       422       422
volunteers:wishes_desk                GET         in       403       200       200       200       200       200       200
volunteers:wish_new                   both        in       403       200       200       404       200       200       200
volunteers:wish                       GET         in       403       200       200       404       200       200       200
volunteers:wish_act                   POST        in       403       302       302       404       302       302       302
volunteers:meals                      GET         in       403       200       200       200       200       200       200
volunteers:route_new                  both        in       403       200       200       404       200       200       200
volunteers:route                      GET         in       403       200       200       404       200       200       200
volunteers:route_today                POST        in       403       302       302       404       302       302       302
volunteers:stop_new                   both        in       403       200       200       404       200       200       200
volunteers:stop_act                   POST        in       403       302       302       404       302       302       302
volunteers:meal_run                   GET         in       403       200       200       404       200       200       200
volunteers:meal_sheet                 POST        in       403       200       200       404       200       200       200
volunteers:meal_act                   POST        in       403       422       422       404       422       422       422
volunteers:care_rounds                GET         in       403       200       200       200       200       200       200
volunteers:care_new                   both        in       403       200       200       200       200       200       200
volunteers:care                       GET         in       403       200       200       404       200       200       200
volunteers:care_add                   both        in       403       200       200       404       200       200       200
volunteers:care_sheet                 POST        in       403       200       200       404       200       200       200
volunteers:care_visit                 both        in       403       200       200       404       200       200       200
volunteers:rosters                    GET         in       403       200       200       200       200       200       200
volunteers:roster_new                 both        in       403       200       200       200       200       200       200
volunteers:roster                     GET         in       403       200       200       404       200       200       200
volunteers:roster_sheet               GET         in       403       200       200       404       200       200       200
volunteers:shift_set                  POST        in       403       422       422       404       422       422       422
volunteers:shift_drop                 POST        in       403       302       302       404       302       302       302
volunteers:turn_act                   POST        in       403       302       302       404       302       302       302
volunteers:turn_new                   both        in       403       200       200       404       200       200       200
volunteers:partners                   GET         in       403       200       200       200       200       200       200
volunteers:partner_new                both        in       403       200       200       200       200       200       200
volunteers:partner                    GET         in       403       200       200       404       200       200       200
volunteers:contact_add                POST        in       403       422       422       404       422       422       422
volunteers:contact_end                POST        in       403       302       302       404       302       302       302
volunteers:partner_year               GET         in       403       200       200       404       200       200       200
volunteers:reporting_new              both        in       403       200       200       404       200       200       200
volunteers:reporting                  GET         in       403       200       200       404       200       200       200
volunteers:reporting_act              POST        in       403       422       422       404       422       422       422
volunteers:service_act                POST        in       403       422       422       404       422       422       422
volunteers:posts                      both        in       403       200       200       200       200       200       200
volunteers:post_end                   POST        in       403       302       302       404       302       302       302
volunteers:pairs                      GET         in       403       200       200       200       200       200       200
volunteers:pair_new                   both        in       403       200       200       200       200       200       200
volunteers:pair                       GET         in       403       200       200       404       200       200       200
volunteers:pair_end                   POST        in       403       302       302       404       302       302       302
volunteers:line_add                   POST        in       403       422       422       404       422       422       422
volunteers:line_act                   POST        in       403       422       422       404       422       422       422
"""


def fill(town: SimpleNamespace) -> None:
    """One thing of each kind in the north grid; the grid worker lives there, helps and reports in."""
    by = town.north_leader
    town.help = helping.ask_for_help(town.building, person=town.wang, text="厨房水管漏水", details="101 室", by=by)
    town.offer = helping.ask(town.help, town.volunteer)
    helping.ask_for_help(town.building2, text="楼道灯坏了", by=by)
    fill_wishes(town)
    town.route = meals.make_route(
        town.north,
        name="柳荫线",
        rider=town.li,
        leaves_at=time(0, 1),
        deliver_by=time(23, 59),
        weekdays="1234567",
        by=by,
    )
    town.stop = meals.add_stop(town.route, town.wang, note="软一点", by=by)
    town.run = meals.lay_out(town.route, timezone.localdate())
    soon = timezone.localdate() + timedelta(days=9)
    # of ages nobody has told, by hand rather than by a list
    town.round = CareRound.objects.create(
        unit=town.north, title="重阳节走访", whom="aged_80", purpose="重阳节走访慰问", until=soon, by=by
    )
    caring.add_person(town.round, town.wang, by=by)
    fill_roster(town)
    fill_partners(town)


def fill_wishes(town: SimpleNamespace) -> None:
    by = town.north_leader
    town.wish = wishing.make_wish(town.wang, unit=town.building, text="想要一台收音机", shown_as="王爷爷", by=by)
    wishing.publish(town.wish, how="电话问过", by=by)
    claimed = wishing.make_wish(town.wang, unit=town.building, text="想把轮椅修好", shown_as="王爷爷", by=by)
    wishing.publish(claimed, how="电话问过", by=by)
    town.claim = wishing.claim(claimed, by=town.clerk)
    granted = wishing.make_wish(town.wang, unit=town.building, text="想换一副老花镜", shown_as="王爷爷", by=by)
    wishing.publish(granted, how="电话问过", by=by)
    claim = wishing.claim(granted, by=town.clerk)
    town.granted = wishing.fulfil(claim, evidence="眼镜配好送到家", photo=DOT, by=town.clerk)
    town.own_wish = wishing.make_wish(town.li, unit=town.building, text="想学用手机", shown_as="李阿姨", by=by)


def fill_roster(town: SimpleNamespace) -> None:
    by = town.north_leader
    town.duty_roster = rostering.make_roster(
        town.north, name="监控室值班", place="社区一楼", around_the_clock=True, by=by
    )
    for weekday in range(1, 8):
        shift = {"weekday": weekday, "minutes": 720, "needed": 2, "by": by}
        town.shift = rostering.set_shift(town.duty_roster, starts_at=time(8), people=[town.li], **shift)
        rostering.set_shift(town.duty_roster, starts_at=time(20), people=[town.wang], **shift)
    held = town.duty_roster.duties.order_by("starts_at")
    mine = next(turn for duty in held for turn in duty.turns.all() if turn.person_id == town.li.pk)
    theirs = next(turn for duty in held for turn in duty.turns.all() if turn.person_id == town.wang.pk)
    town.turn, town.swap = mine, rostering.ask_swap(theirs, mine)
    town.duty = held.last()


def fill_partners(town: SimpleNamespace) -> None:
    by = town.north_leader
    town.partner = reporting.add_partner(town.north, name="青石中学", by=by)
    town.contact = reporting.add_contact(town.partner, town.secretary, by=by)
    town.reporting = reporting.report_in(town.partner, town.li, offers="会法律", by=by)
    reporting.place(town.reporting, town.north, by=by)
    town.post = reporting.open_post(town.north, name="秩序岗", places=5, by=by)
    town.free_post = reporting.open_post(town.north, name="护学岗", by=by)
    town.service = reporting.take(town.reporting, town.post, by=by)
    town.pair = pairing.pair(town.north, [town.partner], by=by)
    town.line = pairing.add_line(town.pair, kind=PairLine.Kind.NEED, title="教老人用手机")
    pairing.take_line(pairing.add_line(town.pair, kind=PairLine.Kind.PROJECT, title="暑期课堂"), town.partner)


def things(world: SimpleNamespace) -> dict[str, dict]:
    return things_of_helps(world) | things_of_meals(world) | things_of_rosters(world) | things_of_partners(world)


def things_of_helps(world: SimpleNamespace) -> dict[str, dict]:
    row, unit = {"pk": world.help.pk}, {"who": world.wang.pk}
    return {
        "volunteers:who": {"what": "wish"},
        "volunteers:help": row,
        "volunteers:help_for": unit,
        "volunteers:help_act": row | {"deed": "cancel"},
        "volunteers:asked": {"token": world.offer.token},
        "volunteers:wish": {"pk": world.wish.pk},
        "volunteers:wish_claim": {"pk": world.wish.pk},
        "volunteers:wish_new": unit,
        "volunteers:wish_act": {"pk": world.wish.pk, "deed": "withdraw"},
        "volunteers:my_wish_withdraw": {"pk": world.own_wish.pk},
        "volunteers:my_claim": {"pk": world.claim.pk, "deed": "give_back"},
        "volunteers:thank": {"token": world.granted.token},
        "volunteers:thank_photo": {"token": world.granted.token},
        "volunteers:claim_photo": {"pk": world.granted.claims.get().pk},
    }


def things_of_meals(world: SimpleNamespace) -> dict[str, dict]:
    route, run, unit = {"pk": world.route.pk}, {"pk": world.run.pk}, {"who": world.wang.pk}
    meal = world.run.meals.get()
    return {
        "volunteers:route": route,
        "volunteers:route_new": unit,
        "volunteers:stop_new": route | unit,
        "volunteers:stop_act": route | {"stop": world.stop.pk, "deed": "up"},
        "volunteers:meal_run": run,
        "volunteers:meal_sheet": run,
        "volunteers:meal_act": run | {"meal": meal.pk, "deed": "look"},
        "volunteers:ride": {"token": world.run.token},
        "volunteers:ride_tell": {"token": world.run.token, "meal": meal.pk},
        "volunteers:care": {"pk": world.round.pk},
        "volunteers:care_add": {"pk": world.round.pk} | unit,
        "volunteers:care_visit": {"pk": world.round.visits.first().pk},
    }


def things_of_rosters(world: SimpleNamespace) -> dict[str, dict]:
    roster, unit = {"pk": world.duty_roster.pk}, {"who": world.wang.pk}
    return {
        "volunteers:roster": roster,
        "volunteers:shift_set": roster,
        "volunteers:shift_drop": roster | {"shift": world.shift.pk},
        "volunteers:turn_act": roster | {"turn": world.turn.pk, "deed": "seek"},
        "volunteers:turn_new": {"pk": world.duty.pk} | unit,
        "volunteers:my_turn": {"pk": world.turn.pk, "deed": "seek"},
        "volunteers:swap_ask": {"pk": world.turn.pk},
        "volunteers:swap": {"token": world.swap.token},
    }


def things_of_partners(world: SimpleNamespace) -> dict[str, dict]:
    unit, partner, pair = {"who": world.wang.pk}, {"pk": world.partner.pk}, {"pk": world.pair.pk}
    return {
        "volunteers:partner": partner,
        "volunteers:contact_add": partner,
        "volunteers:contact_end": partner | {"contact": world.contact.pk},
        "volunteers:partner_year": partner | {"year": timezone.localdate().year},
        "volunteers:face_year": partner | {"year": timezone.localdate().year},
        "volunteers:face_pair": partner | {"pair": world.pair.pk},
        "volunteers:face_line": partner | {"line": world.line.pk, "deed": "take"},
        "volunteers:reporting": {"pk": world.reporting.pk},
        "volunteers:reporting_new": unit,
        "volunteers:reporting_act": {"pk": world.reporting.pk, "deed": "place"},
        "volunteers:service_act": {"pk": world.service.pk, "deed": "serve"},
        "volunteers:my_take": {"what": "post", "pk": world.free_post.pk},
        "volunteers:my_serve": {"pk": world.service.pk},
        "volunteers:post_end": {"pk": world.post.pk},
        "volunteers:pair": pair,
        "volunteers:pair_end": pair,
        "volunteers:line_add": pair,
        "volunteers:line_act": pair | {"line": world.line.pk, "deed": "progress"},
    }
