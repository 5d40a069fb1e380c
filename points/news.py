"""Who is told about points; changes nothing in the book."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actions import tell
from accounts.models import User
from grids.models import Posting
from points.models import Account, Transfer


def warn_of_problems(count: int, first: str, on: date) -> None:
    """Administrators and secretaries, once a day for the same finding."""
    posts = Posting.objects.current().filter(role__in=(Posting.Role.ADMIN, Posting.Role.SECRETARY))
    title = _("积分账本有 %(count)d 处对不上") % {"count": count}
    for user in User.objects.filter(is_active=True, pk__in=posts.values("user")):
        tell(user, title, first, link=reverse("points:check"), key=f"points:broken:{on}:{count}:{user.pk}")


def tell_owner(transfer: Transfer, title: str, body: str = "") -> None:
    """Whose passbook moved, if they have an account here."""
    for account in (transfer.src, transfer.dst):
        if account.person and account.person.user:
            tell(
                account.person.user, title, body, link=reverse("points:mine"), key=f"points:{transfer.pk}:{account.pk}"
            )


def tell_of_gift(transfer: Transfer) -> None:
    """The giver and, when it is a person, who got it."""
    for account, words in (
        (transfer.src, _("您转出了 %(n)s 分积分")),
        (transfer.dst, _("您收到家人转赠的 %(n)s 分积分")),
    ):
        if account.person and account.person.user:
            title = words % {"n": transfer.amount}
            tell(account.person.user, title, link=reverse("points:mine"), key=f"points:{transfer.pk}:{account.pk}")


def tell_of_expiry(account: Account, amount: int, on: date) -> None:
    if account.person and account.person.user:
        title = _("有 %(n)s 分积分将在 %(day)s 到期，请及时使用") % {"n": amount, "day": on}
        tell(account.person.user, title, link=reverse("points:mine"), key=f"points:expiry:{on:%Y-%m}:{account.pk}")
