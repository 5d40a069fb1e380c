"""Three departments of the town with one person each, and a matter with secrets that no department may read."""

from types import SimpleNamespace
from uuid import uuid4

from accounts.models import User
from issues.actions import departments, whistles
from issues.models import Department, Whistle

KINDS = {"police": "青石派出所", "animals": "畜牧兽医站", "environment": "环卫所"}


def add_departments(town: SimpleNamespace) -> SimpleNamespace:
    """``town.police`` … are departments, ``town.at_police`` … somebody who works there."""
    for number, (kind, name) in enumerate(KINDS.items(), 101):
        row = departments.open_department(name=name, kind=kind, unit=town.community, by=None, phone="0999-0000110")
        user = User.objects.create_user(f"b{number}", name=f"{name}小陈")
        departments.add_member(row, user=user, by=None)
        setattr(town, kind, row)
        setattr(town, f"at_{kind}", user)
    return town


def blown(issue, town, *, kind: str = Whistle.Kind.DAILY, **facts) -> Whistle:
    """The police office leads, the other two come along."""
    given = {
        "key": uuid4(),
        "kind": kind,
        "text": "家里养了四十多头猪，请来一起处理。",
        "departments": [town.police, town.animals, town.environment],
        "lead": town.police,
        "by": town.north_leader,
    }
    return whistles.blow(issue, **given | facts)


def call_of(whistle: Whistle, department: Department):
    return whistle.calls.select_related("whistle__issue__unit", "department").get(department=department)


def fill(town: SimpleNamespace) -> None:
    """For the page tests: a department with a person, and a whistle on the town's matter."""
    add_departments(town)
    town.member = town.police.members.get()
    town.whistle = blown(town.issue, town, departments=[town.police], lead=None)
    town.call = town.whistle.calls.get()


def things(world: SimpleNamespace) -> dict[str, dict]:
    issue, whistle, call = {"pk": world.issue.pk}, {"pk": world.whistle.pk}, {"pk": world.call.pk}
    department = {"pk": world.police.pk}
    return {
        "issues:department": department,
        "issues:member_new": department,
        "issues:member_": department | {"member": world.member.pk},
        "issues:whistle": whistle,
        "issues:whistle_new": issue,
        "issues:relay": issue,
        "issues:contact_log": issue,
        "issues:call_": call,
        "issues:dept_case": issue,
        "issues:dept_relay": issue,
        "issues:dept_reveal": issue,
        "issues:dept_photo": issue | {"number": 1},
        "issues:dept_act": issue | {"verb": "sign"},
        "issues:dept_arrive": call,
        "issues:dept_result": call,
    }
