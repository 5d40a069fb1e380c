"""微心愿: verified before anybody sees it, claimed by one, evidence, thanks; what is overdue goes back."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import Message
from community.images import only_pixels
from tests.community.sample_photos import told
from tests.volunteers.neighbours import neighbour, volunteer
from volunteers.actions import teams, wishing
from volunteers.models import Wish, WishClaim

S, Claim = Wish.State, WishClaim.State


@pytest.fixture
def wish(town):
    row = wishing.make_wish(
        town.wang, unit=town.building, text="想要一台收音机", shown_as="王爷爷", meeting="1栋101", by=town.north_worker
    )
    return wishing.publish(row, how="上门问过", by=town.north_worker)


def refused(act, code: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        act()
    assert refusal.value.error_list[0].code == code


def test_nothing_is_on_the_wall_before_somebody_verified_it(town):
    row = wishing.make_wish(town.wang, unit=town.building, text="想理发", shown_as="王爷爷", by=town.clerk)
    assert not Wish.objects.public().exists()
    refused(lambda: wishing.claim(row, by=town.stranger), "taken")
    refused(lambda: wishing.publish(row, how=" ", by=town.clerk), "no_how")


def test_no_number_gets_onto_the_wall(town):
    row = wishing.make_wish(
        town.wang, unit=town.building, text="收音机，电话 13900000000", shown_as="王", by=town.clerk
    )
    refused(lambda: wishing.publish(row, how="问过", by=town.clerk), "private")


def test_a_wish_from_making_to_thanks(town, wish, django_capture_on_commit_callbacks):
    helper = neighbour(town, "孙好人").user
    with django_capture_on_commit_callbacks(execute=True):
        row = wishing.claim(wish, by=helper)
        refused(lambda: wishing.fulfil(row, evidence="", by=helper), "no_evidence")
        done = wishing.fulfil(row, evidence="收音机送到家", by=helper)
        refused(lambda: wishing.thank(done, how="我说的", by=helper), "own")
        wishing.thank(done, how="电话问过", words="听戏不闷了", by=town.clerk)
    wish.refresh_from_db()
    assert (wish.state, wish.thanks) == (S.CONFIRMED, "听戏不闷了")
    assert Message.objects.filter(recipient=helper, title__startswith="谢谢您圆了").exists()
    assert Wish.objects.granted_in(timezone.localdate().year).count() == 1


def test_a_photo_is_for_both_sides_and_staff_of_the_place(town, wish, browser_of):
    """Optional, without its traces, and never on the wall."""
    helper = neighbour(town, "孙好人").user
    row = wishing.claim(wish, by=helper)
    sent = SimpleUploadedFile("radio.jpg", told("JPEG"), "image/jpeg")
    form = {"evidence": "收音机送到家", "on": timezone.localdate(), "photo": sent}
    assert browser_of(helper).post(f"/my/claims/{row.pk}/fulfil/", form).status_code == 302
    shown = browser_of(helper).get(f"/claims/{row.pk}/photo/")
    assert only_pixels(b"".join(shown.streaming_content)) and shown.headers["Cache-Control"].startswith("max-age=0")
    wish.refresh_from_db()
    assert f"/thanks/{wish.token}/photo/" in browser_of().get(f"/thanks/{wish.token}/").content.decode()
    assert "photo" not in browser_of().get("/wishes/?show=granted").content.decode()
    assert browser_of(town.south_worker).get(f"/claims/{row.pk}/photo/").status_code == 404


def test_only_its_leader_claims_for_a_team(town, wish):
    leader = volunteer(town, "队长")
    team = teams.found(town.north, name="柳荫队", kind="service", by=town.clerk)
    teams.join(team, leader, role="leader", by=town.clerk)
    refused(lambda: wishing.claim(wish, team=team, by=town.stranger), "not_leader")
    assert wishing.claim(wish, team=team, by=leader.person.user).team == team


def test_ones_own_wish_is_for_others(town, wish):
    town.wang.user = town.stranger
    town.wang.save()
    wish.refresh_from_db()
    refused(lambda: wishing.claim(wish, by=town.stranger), "own")


def test_an_overdue_claim_goes_back_and_both_sides_hear(town, wish, run_job, django_capture_on_commit_callbacks):
    row = wishing.claim(wish, by=town.stranger)
    WishClaim.objects.filter(pk=row.pk).update(until=timezone.localdate() - timedelta(days=1))
    with django_capture_on_commit_callbacks(execute=True):
        run_job("volunteers.look_after_claims")
        run_job("volunteers.look_after_claims")
    row.refresh_from_db()
    wish.refresh_from_db()
    assert (row.state, wish.state) == (Claim.OVERDUE, S.PUBLISHED)
    assert Message.objects.filter(recipient=town.stranger, title__startswith="认领的心愿过期").count() == 1
    assert wishing.claim(wish, by=town.clerk).state == Claim.OPEN


def test_a_claim_near_its_end_is_reminded_of_once(town, wish, run_job):
    row = wishing.claim(wish, by=town.stranger)
    WishClaim.objects.filter(pk=row.pk).update(until=timezone.localdate() + timedelta(days=2))
    run_job("volunteers.look_after_claims")
    run_job("volunteers.look_after_claims")
    assert Message.objects.filter(recipient=town.stranger, title__startswith="您认领的心愿快到期").count() == 1
