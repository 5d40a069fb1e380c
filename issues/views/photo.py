"""Photos are served to those who may see them, and to nobody else; their names tell nothing."""

from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from community.views.pictures import served
from issues.models import Photo


@require_safe
@cache_control(private=True, max_age=600)
def photo(request: HttpRequest, name: str) -> FileResponse:
    """``?small`` gives the copy for pages, by the same door."""
    found = Photo.objects.on_receipts(request.session.get("receipts", [])).filter(name=name).first()
    if found is None and request.user.is_authenticated:
        found = Photo.objects.visible_to(request.user).filter(name=name).first()
    if found is None:
        raise Http404
    return served(found.inside(small="small" in request.GET), f"{found.pk}.jpg")
