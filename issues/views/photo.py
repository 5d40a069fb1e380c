"""Photos are served to those who may see them, and to nobody else; their names tell nothing."""

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from issues.models import Photo


@require_safe
@cache_control(private=True, max_age=600)
def photo(request: HttpRequest, name: str) -> FileResponse:
    found = Photo.objects.on_receipts(request.session.get("receipts", [])).filter(name=name).first()
    if found is None and request.user.is_authenticated:
        found = Photo.objects.visible_to(request.user).filter(name=name).first()
    if found is None:
        raise Http404
    return served(found.file, f"{found.pk}.jpg")


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
