from django.core.management import call_command

from accounts.models import User
from community.models import Person
from issues.models import Issue


def test_the_small_town_prints_its_accounts(db, capsys):
    call_command("demo", "town")
    out = capsys.readouterr().out
    assert "网格员\tlin\t" in out
    assert Person.objects.count() == 3
    assert not Issue.objects.exists()


def test_a_printed_password_opens_its_account(db, capsys):
    call_command("demo", "town")
    line = next(line for line in capsys.readouterr().out.splitlines() if "\tlin\t" in line)
    assert User.objects.get(username="lin").check_password(line.split("\t")[2])
