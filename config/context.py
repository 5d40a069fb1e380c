"""What every page knows: whose portal this is, in which mode it is read, and the desk's menu."""

import functools

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Message
from community.models.roster import IMPORTERS
from grids.models import Posting, Unit
from grids.publish import public_version
from issues.models import Issue, IssueQuerySet
from issues.models.counting import counts_up_to, up_to

# further than this the menu does not count
COUNTED = 99
LAST_COMMUNITY = "portal:last-community"
HERE = format_html(' aria-current="{}"', "page")
# pages that stand below another entry of the menu than their address says
BELONG = {
    "/desk/rates/": "issues:queue",
    "/desk/figures/": "issues:queue",
    "/desk/rules/": "issues:queue",
    "/desk/orders/": "issues:queue",
    "/desk/keys/": "issues:queue",
    "/desk/households/": "community:people",
    "/desk/buildings/": "community:people",
    "/desk/dwellings/": "community:people",
    "/desk/owners/": "community:people",
    "/desk/vehicles/": "community:people",
    "/desk/pets/": "community:people",
    "/desk/organisations/": "community:people",
    "/desk/needs/": "community:people",
    "/desk/reminders/": "community:people",
    "/desk/coverage/": "community:people",
    "/desk/updates/": "community:people",
    "/desk/requests/": "community:people",
    "/desk/privacy/": "community:people",
    "/desk/exports/": "community:reports",
    "/desk/postings/": "grids:tree",
    "/desk/proposals/": "issues:queue",
    "/desk/votes/": "deliberation:topics_desk",
    "/desk/actions/": "deliberation:topics_desk",
    "/desk/meetings/": "deliberation:topics_desk",
    "/desk/procedures/": "deliberation:topics_desk",
    "/desk/contests/": "deliberation:topics_desk",
    "/desk/conventions/": "deliberation:topics_desk",
    "/desk/mediations/": "deliberation:topics_desk",
    "/desk/surveys/": "deliberation:topics_desk",
    "/desk/petitions/": "deliberation:topics_desk",
    "/desk/whistles/": "issues:queue",
    "/desk/departments/": "issues:queue",
    "/desk/evaluations/": "points:overview",
    "/desk/commendations/": "points:overview",
    "/desk/oddities/": "points:overview",
    "/desk/teams/": "volunteers:volunteers",
    "/desk/activities/": "volunteers:volunteers",
    "/desk/sessions/": "volunteers:volunteers",
    "/desk/records/": "volunteers:volunteers",
    "/in/": "volunteers:volunteers",
    "/desk/birthdays/": "volunteers:volunteers",
    "/desk/meals/": "volunteers:helps",
    "/desk/care/": "volunteers:helps",
    "/desk/wishes/": "volunteers:helps",
    "/desk/rosters/": "volunteers:helps",
    "/desk/duties/": "volunteers:helps",
    "/desk/who/": "volunteers:helps",
    "/desk/partners/": "volunteers:partners",
    "/desk/reportings/": "volunteers:partners",
    "/desk/posts/": "volunteers:partners",
    "/desk/pairs/": "volunteers:partners",
}
# pages that stand below another room than their address says
WITHIN = {
    "/desk/sessions/": "volunteers:sessions",
    "/desk/sign-ups/": "volunteers:sessions",
    "/desk/duties/": "volunteers:rosters",
}
# what stands below an entry of the menu, and for whom (nobody named: for all staff)
ROOMS = {
    "issues:queue": (
        (gettext_lazy("事项"), "issues:queue", ()),
        (gettext_lazy("看板"), "issues:board", ()),
        (gettext_lazy("各网格在办"), "issues:workload", ()),
        (gettext_lazy("吹哨报到"), "issues:whistles", ()),
        (gettext_lazy("议事建议"), "issues:proposals", ()),
        (gettext_lazy("协同部门"), "issues:departments", Posting.DATA_KEEPERS),
        (gettext_lazy("三率"), "issues:rates", ()),
        (gettext_lazy("统计"), "issues:figures", ()),
        (gettext_lazy("派单规则"), "issues:rules", ()),
        (gettext_lazy("外部工单"), "issues:orders", Posting.DATA_KEEPERS),
        (gettext_lazy("对外接口"), "issues:keys", (Posting.Role.ADMIN,)),
    ),
    "deliberation:topics_desk": (
        (gettext_lazy("议题"), "deliberation:topics_desk", ()),
        (gettext_lazy("会议"), "deliberation:meetings_desk", ()),
        (gettext_lazy("业主共同决定"), "deliberation:votes", ()),
        (gettext_lazy("评选"), "deliberation:contests_desk", ()),
        (gettext_lazy("公约"), "deliberation:conventions_desk", ()),
        (gettext_lazy("业主联名"), "deliberation:petitions", ()),
        (gettext_lazy("议事方法"), "deliberation:procedures", ()),
        (gettext_lazy("调解"), "deliberation:mediations", ()),
        (gettext_lazy("问卷"), "deliberation:surveys_desk", ()),
    ),
    "community:people": (
        (gettext_lazy("居民"), "community:people", ()),
        (gettext_lazy("提醒"), "community:reminders", ()),
        (gettext_lazy("服务需求"), "community:needs", ()),
        (gettext_lazy("住户核对"), "community:updates", ()),
        (gettext_lazy("登记的缺口"), "community:coverage", ()),
        (gettext_lazy("商铺和单位"), "community:organisations", ()),
        (gettext_lazy("个人信息请求"), "community:requests", ()),
        (gettext_lazy("到期清理"), "community:data_kept", Posting.DATA_KEEPERS),
    ),
    "volunteers:volunteers": (
        (gettext_lazy("活动"), "volunteers:sessions", ()),
        (gettext_lazy("志愿者"), "volunteers:volunteers", ()),
        (gettext_lazy("队伍"), "volunteers:teams", ()),
        (gettext_lazy("服务记录"), "volunteers:records", ()),
        (gettext_lazy("集体生日"), "volunteers:birthdays", ()),
    ),
    "points:overview": (
        (gettext_lazy("概况"), "points:overview", ()),
        (gettext_lazy("存折"), "points:accounts", ()),
        (gettext_lazy("结算表"), "points:settlements", ()),
        (gettext_lazy("待审核的单子"), "points:vouchers", ()),
        (gettext_lazy("积分统计"), "points:numbers", ()),
        (gettext_lazy("规则"), "points:rules", ()),
        (gettext_lazy("预算"), "points:budgets", ()),
        (gettext_lazy("半年评选"), "points:evaluations_desk", Posting.DATA_KEEPERS),
        (gettext_lazy("异常线索"), "points:oddities", Posting.DATA_KEEPERS),
    ),
    "points:shop_desk": (
        (gettext_lazy("货架"), "points:shop_desk", ()),
        (gettext_lazy("兑换台"), "points:exchange", ()),
        (gettext_lazy("兑换单"), "points:orders", ()),
        (gettext_lazy("报损盘点"), "points:stock_claims", ()),
        (gettext_lazy("库存月报"), "points:stock_sheet", ()),
    ),
    "volunteers:helps": (
        (gettext_lazy("邻里求助"), "volunteers:helps", ()),
        (gettext_lazy("微心愿"), "volunteers:wishes_desk", ()),
        (gettext_lazy("长者送餐"), "volunteers:meals", ()),
        (gettext_lazy("走访慰问"), "volunteers:care_rounds", ()),
        (gettext_lazy("值班"), "volunteers:rosters", ()),
    ),
    "volunteers:partners": (
        (gettext_lazy("双报到"), "volunteers:partners", ()),
        (gettext_lazy("岗位"), "volunteers:posts", ()),
        (gettext_lazy("结对共建"), "volunteers:pairs", ()),
    ),
    "community:reports": (
        (gettext_lazy("报表"), "community:reports", ()),
        (gettext_lazy("导出"), "community:exports", ()),
    ),
}
CHINESE_ONLY = ("/desk/", "/dept/", "/admin/", "/open311/")
NO_COMMUNITY = {"pk": None, "name": "邻里", "phone": ""}


def portal(request: HttpRequest) -> dict:
    return {
        "community": community(),
        "elder": is_elder(request),
        "desk": SimpleLazyObject(lambda: desk(request)),
    }


def is_elder(request: HttpRequest) -> bool:
    return request.COOKIES.get("mode") == "elder"


def reads_english(request: HttpRequest) -> bool:
    """Residents may choose; staff, departments and machines are always spoken to in Chinese."""
    return request.COOKIES.get("lang") == "en" and not request.path.startswith(CHINESE_ONLY)


def community() -> dict:
    return cache.get_or_set(f"portal:community:{public_version()}", first_community, 60)


def remembered_community() -> dict:
    """The last one this process saw, for pages that may not ask the database."""
    return cache.get(LAST_COMMUNITY) or NO_COMMUNITY


def first_community() -> dict:
    unit = Unit.objects.current().filter(kind=Unit.Kind.COMMUNITY).values("pk", "name", "phone").first()
    cache.set(LAST_COMMUNITY, unit, None)
    return unit or NO_COMMUNITY


def desk(request: HttpRequest) -> dict:
    """Menu and heading of staff pages; read only by templates that show them."""
    user = request.user
    if not user.is_authenticated:
        return {"where": "", "menu": [], "rooms": [], "links": ""}
    held = [post for post in Posting.objects.held_by(user) if post.role in Posting.STAFF]
    names = list(dict.fromkeys(post.unit for post in held))
    roles = {post.role for post in held}
    waiting = {
        "today": matters(request).for_today(user, timezone.now()),
        "unread": Message.objects.filter(recipient=user, read_at=None),
    }
    counts = {name: up_to(COUNTED, count) for name, count in counts_up_to(COUNTED, waiting).items()}
    entries = menu(request.path, counts["today"], counts["unread"], roles)
    beside = rooms(request.path, entries, roles)
    return {"where": " · ".join(names[:3]), "menu": entries, "rooms": beside, "links": links(entries)}


def links(entries: list[dict]) -> SafeString:
    """The menu as it stands on the page, twice (at the side, and folded away on a phone): written once, without a template."""
    rows = ((each["url"], HERE if each["here"] else "", each["label"], shown(each["count"])) for each in entries)
    return format_html_join("\n", '<a href="{}"{}><span>{}</span>{}</a>', rows)


def shown(count: int | str) -> SafeString:
    return format_html("<span>{}</span>", count) if count else SafeString()


@functools.cache
def address(name: str, prefix: str) -> str:
    """Pages without a key stand where they stand; ``prefix``: below which address the portal itself stands."""
    return reverse(name)


def matters(request: HttpRequest) -> IssueQuerySet:
    """The issues this user sees; where that is costs a query, so it is asked once per request."""
    if not hasattr(request, "matters"):
        request.matters = Issue.objects.visible_to(request.user)
    return request.matters


def menu(path: str, today: int | str, unread: int | str, roles: set[str]) -> list[dict]:
    entries = [
        (_("今天要办"), "desk", today),
        (_("事项"), "issues:queue", 0),
        (_("居民与房屋"), "community:people", 0),
        (_("志愿服务"), "volunteers:volunteers", 0),
        (_("邻里互助"), "volunteers:helps", 0),
        (_("双报到和共建"), "volunteers:partners", 0),
        *([(_("导入"), "community:imports", 0)] if roles & set(IMPORTERS) else []),
        (_("积分"), "points:overview", 0),
        *([(_("爱心超市"), "points:shop_desk", 0)] if roles & set(Posting.DATA_KEEPERS) else []),
        (_("报表与导出"), "community:reports", 0),
        (_("议事协商"), "deliberation:topics_desk", 0),
        (_("网格"), "grids:tree", 0),
        (_("通知"), "community:notices_desk", 0),
        (_("消息"), "accounts:inbox", unread),
        (_("我的账号"), "accounts:sessions", 0),
        *([(_("系统管理"), "admin:index", 0)] if Posting.Role.ADMIN in roles else []),
    ]
    items = [
        {"label": label, "url": address(name, get_script_prefix()), "count": count, "name": name}
        for label, name, count in entries
    ]
    path = next((address(name, get_script_prefix()) for start, name in BELONG.items() if path.startswith(start)), path)
    here = max((item["url"] for item in items if path.startswith(item["url"])), key=len, default="")
    return [item | {"here": item["url"] == here} for item in items]


def rooms(path: str, entries: list[dict], roles: set[str]) -> list[dict]:
    """The pages beside this one, below the same entry of the menu."""
    name = next((item["name"] for item in entries if item["here"]), "")
    shown = [
        (label, address(room, get_script_prefix()))
        for label, room, who in ROOMS.get(name, ())
        if not who or roles & set(who)
    ]
    path = next((address(room, get_script_prefix()) for start, room in WITHIN.items() if path.startswith(start)), path)
    here = max((url for _label, url in shown if path.startswith(url)), key=len, default="")
    return [{"label": str(label), "url": url, "here": url == here} for label, url in shown]
