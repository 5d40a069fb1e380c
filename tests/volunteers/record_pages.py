"""The rows of the access table for signing in, service records and certificates, and the things they are opened with."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

from django.utils import timezone

from points.models import Item
from tests.issues.dot import DOT
from volunteers.actions import attending, certifying, knowing, recording
from volunteers.models import Activity, ServiceRecord, Session

TABLE = """
#                                     how  anonymous  stranger    worker    leader     south     clerk secretary     admin
volunteers:book                       GET         in       404       200       200       404       200       200       200
volunteers:book_mark                  POST        in       404       302       302       404       302       302       302
volunteers:book_walk_in               both        in       404       200       200       404       200       200       200
volunteers:book_scan                  POST        in       403       302       302       404       302       302       302
volunteers:book_paper                 both        in       404       200       200       404       200       200       200
volunteers:book_photo                 GET         in       404       200       200       404       200       200       200
volunteers:book_close                 POST        in       404       302       302       404       302       302       302
volunteers:book_item                  POST        in       403       302       302       404       302       302       302
volunteers:book_confirm               POST        in       403       302       302       404       302       302       302
volunteers:book_statement             POST        in       403       302       302       404       302       302       302
volunteers:book_sheet                 GET         in       403       200       200       404       200       200       200
volunteers:book_screen                GET         in       404       200       200       404       200       200       200
volunteers:book_code                  GET         in       404       200       200       404       200       200       200
volunteers:sign                       both        in       410       410       410       410       410       410       410
volunteers:scan                       GET        410       410       410       410       410       410       410       410
volunteers:passbook                   GET         in       403       200       200       200       200       200       200
volunteers:records                    GET         in       403       200       200       200       200       200       200
volunteers:records_in_time            GET         in       403       200       200       200       200       200       200
volunteers:record_policy              GET         in       403       200       200       200       200       200       200
volunteers:record_policy_set          both        in       403       403       403       403       403       200       200
volunteers:records_export             both        in       403       403       200       403       200       200       200
volunteers:certificates               GET         in       403       200       200       200       200       200       200
volunteers:certificate                GET         in       403       404       404       404       200       200       200
volunteers:certificate_act            POST        in       403       404       404       404       422       422       422
volunteers:placeholder                both        in       403       200       200       404       200       200       200
volunteers:person_records             both        in       403       200       200       404       200       200       200
volunteers:person_record_new          both        in       403       200       200       404       200       200       200
volunteers:record                     GET         in       403       200       200       404       200       200       200
volunteers:record_act                 POST        in       403       302       302       404       302       302       302
volunteers:my_records                 GET         in       200       200       200       200       200       200       200
volunteers:my_certificate_ask         POST        in       404       422       404       404       404       404       404
volunteers:my_publicity               POST        in       404       302       404       404       404       404       404
volunteers:my_object                  both        in       404       200       404       404       404       404       404
volunteers:certificate_print          GET         in       404       200       404       404       200       200       200
volunteers:verify                     GET        200       200       200       200       200       200       200       200
"""


def fill(town: SimpleNamespace) -> None:
    """Yesterday's service confirmed and certified, today's still going on, somebody nobody knows yet."""
    activity = Activity.objects.create(
        unit=town.north,
        kind="service",
        title="楼道清洁",
        text="清扫楼道、擦扶手",
        place="柳荫广场",
        by=town.north_worker,
    )
    yesterday = timezone.localdate() - timedelta(days=1)
    begin, end = (timezone.make_aware(datetime.combine(yesterday, time(hour))) for hour in (9, 11))
    place = {"activity": activity, "unit": town.north, "place": "柳荫广场"}
    town.served = Session.objects.create(**place, starts_at=begin, ends_at=end)
    attending.type_paper(town.served, town.li, begin, end, by=town.clerk)
    attending.close(town.served, by=town.clerk, item_id=Item.objects.get(code="cleaning").pk)
    recording.confirm(ServiceRecord.objects.get(), by=town.secretary)
    town.service_record = ServiceRecord.objects.get()
    span = {"since": date(2020, 1, 1), "until": timezone.localdate()}
    asked = certifying.ask(town.li, unit=town.north, by=town.clerk, **span)
    town.certificate = certifying.issue(asked, responsible="周书记", by=town.secretary)
    town.asked_certificate = certifying.ask(town.li, unit=town.north, by=town.clerk, **span)
    now = timezone.now()
    town.sitting = Session.objects.create(
        **place, starts_at=now - timedelta(minutes=30), ends_at=now + timedelta(minutes=90)
    )
    town.placeholder = knowing.write_down("王阿姨", unit=town.north, words="3栋的", by=town.north_worker)
    attending.mark(town.sitting, town.placeholder.person, "arrived", by=town.north_worker, walk_in=True)
    attending.keep_paper(town.sitting, DOT, by=town.north_worker)


def things(world: SimpleNamespace) -> dict[str, dict]:
    sitting, record = {"pk": world.sitting.pk}, {"pk": world.service_record.pk}
    asked, person = {"pk": world.asked_certificate.pk}, {"pk": world.li.pk}
    return {
        "volunteers:book": sitting,
        "volunteers:book_photo": sitting,
        "volunteers:book_sheet": {"pk": world.served.pk},
        "volunteers:sign": sitting,
        "volunteers:scan": sitting | {"code": "0123456789ab"},
        "volunteers:passbook": {"token": "unknown"},
        "volunteers:record": record,
        "volunteers:record_act": record | {"deed": "confirm"},
        "volunteers:my_object": record,
        "volunteers:certificate": asked,
        "volunteers:certificate_act": asked | {"deed": "issue"},
        "volunteers:certificate_print": {"pk": world.certificate.pk},
        "volunteers:placeholder": {"pk": world.placeholder.pk},
        "volunteers:person_records": person,
        "volunteers:person_record_new": person | {"kind": "training"},
        "volunteers:verify": {"token": world.certificate.token},
    }
