"""Photos are served to those who may see them, and to nobody else; their names tell nothing."""

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
    try:
        file = found.file.open()
    except FileNotFoundError as error:
        raise Http404 from error
    response = FileResponse(file, content_type="image/jpeg", filename=f"{found.pk}.jpg")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
