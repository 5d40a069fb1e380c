"""Two people import at once, and somebody edits meanwhile: real parallel transactions."""

import pytest

from community.actions import change_person, roster_writing
from community.actions import roster as roster_actions
from community.models import Dwelling, Household, Person, Phone, Residence, RosterImport
from config.demo import town as small_town
from jobs.work import carry
from tests.community.parallel import together
from tests.community.rosters.made import CHEN, HEADINGS, LIBREOFFICE, as_file, take_file, take_in

pytestmark = pytest.mark.django_db(transaction=True)


def confirmed(roster, by) -> int:
    """The key of the job that will write it."""
    roster_actions.confirm(roster, by=by)
    return roster.job.pk


def counts() -> list[int]:
    return [model.objects.count() for model in (Person, Dwelling, Household, Residence, Phone)]


def test_two_people_import_the_same_roster_at_once_and_nobody_is_doubled(monkeypatch):
    monkeypatch.setattr(roster_writing, "AT_ONCE", 5)
    town = small_town.build()
    content = LIBREOFFICE.read_bytes()
    rosters = [take_file(town.clerk, town.community, content)]
    RosterImport.objects.update(sha256="another")
    rosters.append(take_file(town.secretary, town.community, content))
    jobs = [confirmed(roster, roster.by) for roster in rosters]
    assert together(*[lambda pk=pk: carry(pk, alone=False) for pk in jobs]) == []
    assert set(RosterImport.objects.values_list("state", flat=True)) == {"applied"}
    assert counts() == [43, 12, 12, 43, 42]
    assert sum(roster.written["new"] for roster in RosterImport.objects.all()) == 40


def test_two_workers_carry_one_import_once(monkeypatch):
    monkeypatch.setattr(roster_writing, "AT_ONCE", 5)
    town = small_town.build()
    job = confirmed(take_file(town.clerk, town.community, LIBREOFFICE.read_bytes()), town.clerk)
    assert together(*[lambda: carry(job, alone=False)] * 2) == []
    assert (RosterImport.objects.get().written["new"], counts()) == (40, [43, 12, 12, 43, 42])


def test_an_edit_during_the_import_is_not_lost():
    town = small_town.build()
    row = ["王小明", "999999199003070012", "", "1栋", "1", "101", "", "群众"]
    job = confirmed(take_in(town.clerk, town.community, row, headings=[*HEADINGS, "政治面貌"]), town.clerk)

    def edit():
        change_person(Person.objects.get(pk=town.wang.pk), note="听力不好", by=town.north_worker)

    refused = together(lambda: carry(job, alone=False), edit)
    wang = Person.objects.get(pk=town.wang.pk)
    # whoever came second either kept the first one's change or was told that something moved
    assert wang.politics == "13"
    assert wang.note == "听力不好" or refused[0].code == "moved_on"


def test_the_same_upload_twice_at_once_is_one_import():
    town = small_town.build()
    content = LIBREOFFICE.read_bytes()

    def upload():
        roster_actions.upload(as_file(content), unit=town.community, by=town.clerk)

    assert together(upload, upload) == []
    assert RosterImport.objects.count() == 1


def test_undone_twice_at_once_is_undone_once():
    town = small_town.build()
    roster = take_in(town.clerk, town.community, CHEN)
    carry(confirmed(roster, town.clerk), alone=False)

    def undo():
        roster_actions.undo(RosterImport.objects.get(pk=roster.pk), reason="传错了文件", by=town.clerk)

    assert [refusal.code for refusal in together(undo, undo)] == ["running"]
