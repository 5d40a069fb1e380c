"""Pictures on their way in and out: a limit on the whole request, and files that cannot run."""

from functools import wraps

from django.core.exceptions import RequestDataTooBig
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from community.images import MAX_REQUEST


def with_photos(view):
    """Django counts no files. Looks at the announced length before anything, the CSRF check included, reads the body."""
    protected = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_REQUEST:
            raise RequestDataTooBig
        return protected(request, *args, **kwargs)

    return guarded


def served(stored: FieldFile, name: str) -> FileResponse:
    """One picture and nothing that could run beside it; ``name`` is what a browser saves it as."""
    try:
        file = stored.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg", filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
