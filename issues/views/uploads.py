"""A limit on the whole request: Django's own does not count files."""

from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from issues.images import MAX_REQUEST


def with_photos(view):
    """Look at the announced length before anything, the CSRF check included, reads the body."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_REQUEST:
            raise RequestDataTooBig
        return protected(request, *args, **kwargs)

    return guarded
