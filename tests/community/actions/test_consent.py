from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import AuditEntry
from accounts.secrets import blind_index
from community.actions import consent
from community.models import Consent, Person, Pet, Vehicle


def refused(code, act, *args, **fields):
    with pytest.raises(ValidationError) as refusal:
        act(*args, **fields)
    assert refusal.value.code == code


def test_a_consent_says_how_it_was_given(town):
    given = consent.give(town.wang, "photo", how="签了同意书", by=town.clerk)
    assert (given.how, given.given_on, given.withdrawn_on) == ("签了同意书", timezone.localdate(), None)
    assert AuditEntry.objects.latest("pk").detail == {"purpose": "photo"}


@pytest.mark.parametrize(("purpose", "how", "code"), [("sell", "签字", "no_purpose"), ("photo", " ", "no_how")])
def test_a_consent_without_purpose_or_way_is_none(town, purpose, how, code):
    refused(code, consent.give, town.wang, purpose, how=how, by=town.clerk)


def test_nobody_consents_tomorrow(town):
    tomorrow = timezone.localdate() + timedelta(days=1)
    refused("future", consent.give, town.wang, "photo", how="签字", on=tomorrow, by=town.clerk)


def test_a_consent_is_given_once_and_again_after_withdrawal(town):
    first = consent.give(town.wang, "wechat", how="当面", by=town.clerk)
    refused("given_already", consent.give, town.wang, "wechat", how="当面", by=town.clerk)
    consent.withdraw(first, by=town.clerk)
    consent.give(town.wang, "wechat", how="电话", by=town.clerk)
    assert Consent.objects.filter(person=town.wang).count() == 2


def test_withdrawing_works_at_once_and_once(town):
    given = consent.give(town.wang, "photo", how="当面", by=town.clerk)
    consent.withdraw(given, by=town.clerk)
    given.refresh_from_db()
    assert given.withdrawn_on == timezone.localdate()
    refused("moved_on", consent.withdraw, given, by=town.clerk)


def test_with_the_consent_go_the_pet_and_the_car_of_the_flat(town):
    plate = {"plate": "湘D12345", "plate_index": blind_index("湘D12345", "plate")}
    Vehicle.objects.create(dwelling=town.home, **plate)
    Pet.objects.create(dwelling=town.home)
    Pet.objects.create(dwelling=town.south_home)
    for purpose in ("vehicle", "pet"):
        consent.withdraw(consent.give(town.wang, purpose, how="当面", by=town.clerk), by=town.clerk)
    assert not Vehicle.objects.current().exists()
    assert Pet.objects.current().get().dwelling == town.south_home


def test_a_child_consents_through_a_guardian(town):
    """S10"""
    born = timezone.localdate() - timedelta(days=9 * 365)
    Person.objects.filter(pk=town.li.pk).update(born=born)
    town.li.refresh_from_db()
    refused("no_guardian", consent.give, town.li, "photo", how="当面", by=town.clerk)
    Person.objects.filter(pk=town.li.pk).update(guardian=town.wang)
    town.li.refresh_from_db()
    assert consent.give(town.li, "photo", how="监护人当面", by=town.clerk).purpose == "photo"
