"""志愿者风采: only who is grown up and agreed, as they call themselves, and gone when they no longer agree."""

import pytest
from django.core.exceptions import ValidationError

from community.actions import consent
from community.actions.erasing import erase
from community.models import Consent, Person, Residence
from tests.volunteers.neighbours import volunteer
from volunteers.actions import people, showing, teams
from volunteers.models import Volunteer


@pytest.fixture
def sun(town) -> Volunteer:
    row = volunteer(town, "孙好人", skill="理发", proven=True)
    Person.objects.filter(pk=row.person_id).update(born="1970-05-01")
    team = teams.found(town.north, name="柳荫理发队", kind="service", on_board=True, by=town.clerk)
    teams.join(team, row, by=town.clerk)
    row.person.refresh_from_db()
    return row


def page(client) -> str:
    return client.get("/activities/volunteers/").content.decode()


def test_shown_as_they_like_and_gone_at_once(sun, browser_of, client):
    own = browser_of(sun.person.user)
    assert own.post("/my/volunteer/shown/", {"shown_as": "老孙", "shown_words": "剪得快"}).status_code == 302
    told = page(client)
    assert all(word in told for word in ("老孙", "剪得快", "理发", "柳荫理发队")) and "孙好人" not in told
    own.post("/my/volunteer/shown/end/")
    assert "老孙" not in page(client)
    again = own.post("/my/volunteer/shown/end/", follow=True)
    assert "这项同意已经撤回了" in again.content.decode()
    sun.refresh_from_db()
    assert (sun.shown_as, sun.shown_words) == ("", "")


@pytest.mark.parametrize("purpose", ["volunteer_shown", "volunteer"])
def test_staff_who_withdraw_a_consent_take_them_down_for_good(sun, town, client, purpose):
    showing.show_oneself(sun, shown_as="老孙", by=sun.person.user)
    assert "老孙" in page(client)
    consent.withdraw(Consent.objects.get(purpose=purpose), by=town.clerk)
    assert "老孙" not in page(client)
    if purpose == "volunteer":
        people.register(sun.person, unit=town.north, how="又来了", by=town.clerk)
        assert "老孙" not in page(client)


def test_nobody_is_shown_by_others_or_under_age_or_with_a_number(sun, town):
    def code(by, **facts) -> str:
        with pytest.raises(ValidationError) as refusal:
            showing.show_oneself(sun, by=by, **{"shown_as": "老孙"} | facts)
        return refusal.value.error_list[0].code

    assert code(town.clerk) == "not_adult"
    assert code(sun.person.user, shown_words="电话 13900000000") == "private"
    sun.person.born = sun.since.replace(year=sun.since.year - 17)
    assert code(sun.person.user) == "not_adult"
    assert not Consent.objects.filter(purpose="volunteer_shown").exists()


def test_whoever_is_erased_leaves_no_name_and_no_words(sun, town):
    showing.show_oneself(sun, shown_as="老孙", shown_words="剪得快", by=sun.person.user)
    Residence.objects.filter(person=sun.person).update(until=sun.since)
    erase(sun.person, reason="本人要求", by=town.clerk)
    sun.refresh_from_db()
    assert (sun.state, sun.shown_as, sun.shown_words) == ("left", "", "")
