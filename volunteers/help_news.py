"""Who is told of helps, wishes, meals, rosters and those who report in; changes nothing in any of them."""

from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions import tell, tell_address
from accounts.models import User
from community.models import Person
from grids.models import Posting, Unit
from volunteers.models import Duty, Help, HelpOffer, Meal, Service, Swap, Turn, Wish, WishClaim


def staff_of(unit: Unit) -> QuerySet[User]:
    """Who works there: the posts nearest to the place first, of them the lowest level that has any."""
    posts = Posting.objects.current().over(unit).filter(role__in=Posting.STAFF, user__is_active=True)
    nearest = posts.exclude(role=Posting.Role.ADMIN).order_by("-unit__level").values_list("unit__level", flat=True)
    level = nearest.first()
    near = posts.filter(unit__level=level) if level is not None else posts
    return User.objects.filter(pk__in=near.values("user")).order_by("pk")


def tell_person(person: Person, title: str, body: str, *, link: str, key: str) -> None:
    """By their account, else by the first of their telephones; some have neither and are rung."""
    if person.user and person.user.is_active:
        tell(person.user, title, body, link=link, key=key)
    elif phone := person.phones.order_by("pk").first():
        tell_address(phone.number, title, body, link=link, key=key)


def tell_staff(unit: Unit, title: str, body: str, *, link: str, key: str) -> None:
    for user in staff_of(unit):
        tell(user, title, body, link=link, key=f"{key}:{user.pk}")


# --- helps -------------------------------------------------------------------------------------
def help_link(row: Help) -> str:
    return reverse("volunteers:help", args=[row.pk])


def tell_asked(pk: int) -> None:
    offer = HelpOffer.objects.select_related("help__unit", "volunteer__person__user").get(pk=pk)
    row, until = offer.help, timezone.localtime(offer.expires_at)
    title = _("邻居请您帮个忙：%(text)s") % {"text": row.text[:30]}
    body = _("%(unit)s。能去请点“我去”，去不了点“去不了”就行。请在%(day)d日%(hour)d时前答复。") % {
        "unit": row.unit.name, "day": until.day, "hour": until.hour
    }  # fmt: skip
    link = reverse("volunteers:asked", args=[offer.token])
    tell_person(offer.volunteer.person, title, body, link=link, key=f"help-offer:{pk}")


def tell_stuck(pk: int) -> None:
    row = Help.objects.select_related("unit").get(pk=pk)
    title = _("还没找到能帮忙的邻居：%(text)s") % {"text": row.text[:30]}
    body = _("合适的邻居都问过了，请另外想办法，或者换个时间、换个手艺再问。")
    tell_staff(row.unit, title, body, link=help_link(row), key=f"help-stuck:{pk}:{row.offers.count()}")


def tell_accepted(pk: int) -> None:
    row = Help.objects.select_related("unit", "person__user", "helper__person").get(pk=pk)
    name = row.helper.person.name
    title = _("有邻居答应帮忙：%(text)s") % {"text": row.text[:30]}
    tell_staff(row.unit, title, name, link=help_link(row), key=f"help-yes:{pk}:{row.helper_id}")
    if row.person:
        body = _("%(surname)s师傅会和您联系。") % {"surname": name[:1]}
        tell_person(row.person, title, body, link="", key=f"help-yes:{pk}:{row.helper_id}:person")


def tell_done(pk: int) -> None:
    row = Help.objects.select_related("unit").get(pk=pk)
    title = _("忙帮好了，请问一声再确认：%(text)s") % {"text": row.text[:30]}
    tell_staff(row.unit, title, row.result, link=help_link(row), key=f"help-done:{pk}")


def tell_thanks(pk: int) -> None:
    row = Help.objects.select_related("helper__person__user").get(pk=pk)
    title = _("邻居谢谢您：%(text)s") % {"text": row.text[:30]}
    link = reverse("volunteers:my_helps")
    tell_person(row.helper.person, title, row.thanks, link=link, key=f"help-thanks:{pk}")


def tell_cancelled(pk: int) -> None:
    row = Help.objects.select_related("helper__person__user").get(pk=pk)
    title = _("不用去了：%(text)s") % {"text": row.text[:30]}
    tell_person(row.helper.person, title, _("这件求助已经取消，谢谢您！"), link="", key=f"help-off:{pk}")


# --- wishes ------------------------------------------------------------------------------------
def wish_link(wish: Wish) -> str:
    return reverse("volunteers:wish", args=[wish.pk])


def tell_wish_made(pk: int) -> None:
    wish = Wish.objects.select_related("unit").get(pk=pk)
    title = _("有一个微心愿等您核实")
    for user in staff_of(wish.unit).exclude(pk=wish.by_id):
        tell(user, title, wish.text, link=wish_link(wish), key=f"wish-made:{pk}:{user.pk}")


def tell_wish_refused(pk: int) -> None:
    wish = Wish.objects.select_related("person__user").get(pk=pk)
    title = _("您的心愿这次没有采纳：%(text)s") % {"text": wish.text[:30]}
    tell_person(wish.person, title, wish.reason, link="", key=f"wish-refused:{pk}")


def tell_claimed(pk: int) -> None:
    row = WishClaim.objects.select_related("wish__unit", "wish__person__user").get(pk=pk)
    title = _("心愿有人认领了：%(text)s") % {"text": row.wish.text[:30]}
    tell_staff(row.wish.unit, title, "", link=wish_link(row.wish), key=f"wish-claim:{pk}")
    tell_person(row.wish.person, title, "", link="", key=f"wish-claim:{pk}:person")


def tell_overdue(pk: int) -> None:
    row = WishClaim.objects.select_related("wish__unit", "by").get(pk=pk)
    title = _("认领的心愿过期退回：%(text)s") % {"text": row.wish.text[:30]}
    tell(row.by, title, _("没关系，有空可以再认领。"), link=reverse("volunteers:wishes"), key=f"wish-late:{pk}")
    tell_staff(row.wish.unit, title, "", link=wish_link(row.wish), key=f"wish-late:{pk}:staff")


def remind_claim(row: WishClaim) -> None:
    title = _("您认领的心愿快到期了：%(text)s") % {"text": row.wish.text[:30]}
    body = _("请在%(month)d月%(day)d日前完成；来不及可以退回，让别人来。") % {
        "month": row.until.month,
        "day": row.until.day,
    }
    tell(row.by, title, body, link=reverse("volunteers:my_wishes"), key=f"wish-soon:{row.pk}")


def tell_fulfilled(pk: int) -> None:
    wish = Wish.objects.select_related("unit", "person__user").get(pk=pk)
    title = _("心愿实现了，请您确认：%(text)s") % {"text": wish.text[:30]}
    tell_person(wish.person, title, "", link=reverse("volunteers:thank", args=[wish.token]), key=f"wish-done:{pk}")
    tell_staff(wish.unit, title, "", link=wish_link(wish), key=f"wish-done:{pk}:staff")


def tell_wish_thanks(pk: int) -> None:
    wish = Wish.objects.get(pk=pk)
    row = wish.claims.select_related("by").get(state=WishClaim.State.DONE)
    title = _("谢谢您圆了一个心愿：%(text)s") % {"text": wish.text[:30]}
    tell(row.by, title, wish.thanks, link=reverse("volunteers:my_wishes"), key=f"wish-thanks:{pk}")


# --- meals -------------------------------------------------------------------------------------
def alarm_meal(meal: Meal) -> None:
    """No name in the message: it may stand on a locked screen."""
    unit, run = meal.run.route.unit, meal.run
    title = _("有一份午餐没送到，请马上去看看")
    body = _("%(route)s第 %(stop)d 站：%(state)s。") % {
        "route": run.route.name, "stop": meal.position, "state": meal.get_state_display()
    }  # fmt: skip
    tell_staff(unit, title, body, link=reverse("volunteers:meal_run", args=[run.pk]), key=f"meal:{meal.pk}")


def tell_rider(run) -> None:
    title = _("今天的送餐路线：%(name)s") % {"name": run.route.name}
    body = _("送到一家点一下“送到了”。没人应门就点“没人应门”，社区马上去看。")
    tell_person(run.rider, title, body, link=reverse("volunteers:ride", args=[run.token]), key=f"meal-run:{run.pk}")


# --- rosters -----------------------------------------------------------------------------------
def when(duty: Duty) -> str:
    start, end = timezone.localtime(duty.starts_at), timezone.localtime(duty.ends_at)
    return f"{start:%m-%d %H:%M}–{end:%H:%M}"


def alert_short(duty: Duty, missing: int) -> None:
    title = _("值班缺 %(count)d 人：%(name)s %(when)s") % {
        "count": missing, "name": duty.roster.name, "when": when(duty)
    }  # fmt: skip
    link = reverse("volunteers:roster", args=[duty.roster_id])
    tell_staff(duty.roster.unit, title, _("请找人顶上。"), link=link, key=f"duty-short:{duty.pk}")


def tell_swap(pk: int) -> None:
    swap = Swap.objects.select_related(
        "mine__duty__roster", "mine__person", "theirs__duty", "theirs__person__user"
    ).get(pk=pk)
    title = _("%(name)s想和您换班") % {"name": swap.mine.person.name}
    body = _("您的 %(theirs)s 换他的 %(mine)s。") % {"theirs": when(swap.theirs.duty), "mine": when(swap.mine.duty)}
    link = reverse("volunteers:swap", args=[swap.token])
    tell_person(swap.theirs.person, title, body, link=link, key=f"swap:{pk}")


def tell_swapped(pk: int) -> None:
    swap = Swap.objects.select_related(
        "mine__duty__roster", "mine__person__user", "theirs__duty", "theirs__person"
    ).get(pk=pk)
    title = _("换班结果：%(state)s") % {"state": swap.get_state_display()}
    body = _("您的 %(mine)s 与 %(name)s的 %(theirs)s") % {
        "mine": when(swap.mine.duty), "name": swap.theirs.person.name, "theirs": when(swap.theirs.duty)
    }  # fmt: skip
    tell_person(swap.mine.person, title, body, link=reverse("volunteers:my_duties"), key=f"swap:{pk}:{swap.state}")


def seek_stand_in(turn: Turn, people: list[Person]) -> None:
    title = _("%(when)s 找人替班：%(name)s") % {"when": when(turn.duty), "name": turn.duty.roster.name}
    for person in people:
        tell_person(person, title, "", link=reverse("volunteers:my_duties"), key=f"seek:{turn.pk}:{person.pk}")


def tell_stood_in(turn: Turn, by: Person) -> None:
    title = _("%(name)s替您值班：%(when)s") % {"name": by.name, "when": when(turn.duty)}
    tell_person(turn.person, title, "", link=reverse("volunteers:my_duties"), key=f"stood-in:{turn.pk}")


# --- those who report in -----------------------------------------------------------------------
def tell_rated(pk: int) -> None:
    service = Service.objects.select_related("reporting__person__user", "post", "wish", "activity").get(pk=pk)
    title = _("社区评价了您的服务：%(what)s") % {"what": str(service)[:30]}
    link = reverse("volunteers:my_reporting")
    tell_person(service.reporting.person, title, service.words, link=link, key=f"service:{pk}")


def remind_holidays(user: User, count: int, on: date) -> None:
    title = _("还有 %(count)d 户没有走访") % {"count": count}
    tell(user, title, "", link=reverse("volunteers:care_rounds"), key=f"care:{user.pk}:{on}")
