"""Whom to ring about a session: masked, one number once for a reason, on record."""

from accounts.models import AuditEntry
from community.models import Person, Phone
from volunteers.actions import signing
from volunteers.models import SignUp


def resident(session, person, number: str, by) -> SignUp:
    Phone.objects.create(person=person, number=number)
    return signing.sign_up(session, person=person, by=by)


def test_numbers_are_masked_until_one_is_asked_for_with_a_reason(client, town, session):
    row = resident(session, town.wang, "19900000061", town.north_worker)
    guest = signing.sign_up(session, name="曾婆婆", phone="19900000062", by=town.north_worker)
    client.force_login(town.north_worker)
    page = client.get(f"/desk/sessions/{session.pk}/contacts/").text
    assert "199****0061" in page and "199****0062" in page
    assert "19900000061" not in page and "19900000062" not in page
    field = f"phone:{town.wang.phones.latest('pk').pk}"
    told = client.post(f"/desk/sign-ups/{row.pk}/reveal/", {"field": field, "reason": "改时间，打电话通知"})
    assert "19900000061" in told.text and "19900000062" not in told.text
    told = client.post(f"/desk/sign-ups/{guest.pk}/reveal/", {"field": "phone", "reason": "改时间，打电话通知"})
    assert "19900000062" in told.text
    entries = AuditEntry.objects.filter(verb__endswith=".revealed").order_by("pk").values_list("verb", "target")
    assert list(entries) == [
        ("person.revealed", f"person:{town.wang.pk}"),
        ("sign_up.revealed", f"sign_up:{guest.pk}"),
    ]


def test_without_a_reason_nothing_is_shown(client, town, session):
    guest = signing.sign_up(session, name="曾婆婆", phone="19900000062", by=town.north_worker)
    client.force_login(town.north_worker)
    answer = client.post(f"/desk/sign-ups/{guest.pk}/reveal/", {"field": "phone", "reason": ""})
    assert answer.status_code == 422 and "19900000062" not in answer.text
    assert not AuditEntry.objects.filter(verb="sign_up.revealed").exists()


def test_who_lives_elsewhere_is_left_to_those_who_see_them(client, town, session):
    away = Person.objects.create(name="外来的")
    row = resident(session, away, "19900000063", town.clerk)
    client.force_login(town.north_worker)
    page = client.get(f"/desk/sessions/{session.pk}/contacts/").text
    assert "外来的" in page and "0063" not in page and "请社区工作者联系" in page
    sent = {"field": f"phone:{away.phones.get().pk}", "reason": "打电话"}
    assert client.post(f"/desk/sign-ups/{row.pk}/reveal/", sent).status_code == 404


def test_one_name_and_thirty_cost_the_same(client, town, session, queries):
    client.force_login(town.north_worker)
    path = f"/desk/sessions/{session.pk}/contacts/"
    resident(session, town.wang, "19900000061", town.north_worker)
    client.get(path)
    with queries(16) as one:
        client.get(path)
    people = Person.objects.bulk_create(Person(name=f"邻居{number}") for number in range(30))
    SignUp.objects.bulk_create(
        SignUp(session=session, person=person, number=number, state="confirmed")
        for number, person in enumerate(people, 2)
    )
    with queries(16) as many:
        assert "邻居29" in client.get(path).text
    assert len(many) == len(one)
