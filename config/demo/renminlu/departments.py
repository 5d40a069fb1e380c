"""Three departments beside the committee, one case in the hands of one of them, and a whistle that is being answered."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from config.demo.clock import at
from config.demo.renminlu.world import World
from issues import actions, news
from issues.actions import departments, whistles
from issues.models import Department, Issue, Step, Whistle

# login, person, department, kind, its number on duty
THEM = (
    ("xiaofang", "欧阳勇", "人民路消防救援站", Department.Kind.FIRE, "0734-0000-0119"),
    ("paichusuo", "陈立", "人民路派出所", Department.Kind.POLICE, "0734-0000-0110"),
    ("wuye", "何晓燕", "赤帝巷物业服务处", Department.Kind.PROPERTY, "0734-0000-0021"),
)
HOUR = timedelta(hours=1)
CROWDED = "门厅里又停了四辆电动车"
DARK = "楼道灯不亮，上晚班"


def work_together(world: World) -> None:
    now = timezone.now()
    people = [found(world, *facts) for facts in THEM]
    world.accounts[_("协同部门")] = people[0][1]
    hand_over(world, *people[2])
    fire, police, estate = (department for department, _user in people)
    issue = Issue.objects.get(text__contains=CROWDED)
    with at(now - 3 * HOUR):
        whistle = whistles.blow(
            issue,
            key=UUID(int=world.community.pk),
            kind=Whistle.Kind.HARD,
            text="门厅第三次被电动车堵住，请三家一起到场：清出通道，查插座，和车主谈充电点。",
            place="赤帝巷小区3栋1单元门厅",
            departments=[fire, police, estate],
            lead=fire,
            by=world.leaders[issue.unit.parent_id],
        )
    came(whistle, *people[0], now - 2 * HOUR)
    with at(now - HOUR):
        whistles.see(whistle.calls.get(department=police))


def found(world: World, username: str, name: str, title: str, kind: str, phone: str) -> tuple[Department, User]:
    department = departments.open_department(name=title, kind=kind, unit=world.community, phone=phone, by=None)
    user = User.objects.create_user(username, name=name)
    departments.add_member(department, user=user, by=None)
    return department, user


def came(whistle: Whistle, department: Department, user: User, moment) -> None:
    call = whistle.calls.get(department=department)
    with at(moment):
        whistles.see(call)
        whistles.arrive(call, by=user)
    with at(moment + HOUR / 2):
        whistles.result(call, text="门厅已清出 1.4 米通道，两处私接插座断电。", by=user)


def hand_over(world: World, department: Department, user: User) -> None:
    """A lamp that the property company looks after."""
    issue = Issue.objects.get(text__contains=DARK)
    now = timezone.now()
    with at(now - 4 * HOUR):
        leader = world.leaders[issue.unit.parent_id]
        told(actions.reassign(issue, to=department, by=leader, note="这栋的公共照明归物业"))
    with at(now - 2 * HOUR):
        told(actions.sign(issue, by=user))


def told(step: Step) -> None:
    news.tell_step(step.pk)
