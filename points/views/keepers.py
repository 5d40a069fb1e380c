"""The desk of the books: for whoever keeps the data of a community."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from community.rules import keeps_data
from grids.scope import desk_required

REFUSED = 422


def keeper_required(view):
    @desk_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not keeps_data(request.user):
            raise PermissionDenied(_("爱心超市、评选和线索由社区书记、社区工作者和系统管理员办理。"))
        return view(request, *args, **kwargs)

    return guarded
