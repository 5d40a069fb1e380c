"""Filters of the queue that somebody keeps under a name of their own."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.text import clean_line
from issues.models import SavedView

MOST = 12


def save_view(user: User, *, name: str, query: str) -> SavedView:
    """The same name again means the new filters."""
    name = clean_line(name)[:20]
    if not name:
        raise ValidationError(_("请给这组筛选起个名字。"), code="name")
    if len(query) > SavedView._meta.get_field("query").max_length:
        raise ValidationError(_("条件太多了，请减少几个再保存。"), code="long")
    others = SavedView.objects.filter(user=user).exclude(name=name)
    if others.count() >= MOST:
        raise ValidationError(_("最多保存 %(n)s 组，请先删掉不用的。") % {"n": MOST}, code="full")
    return SavedView.objects.update_or_create(user=user, name=name, defaults={"query": query})[0]
