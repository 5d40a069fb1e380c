"""What every page knows: whose portal this is, and in which mode it is read."""

from django.core.cache import cache
from django.http import HttpRequest

from grids.models import Unit


def portal(request: HttpRequest) -> dict:
    home = cache.get_or_set("portal:community", first_community, 60)
    return {"community": home, "elder": request.COOKIES.get("mode") == "elder"}


def first_community() -> dict:
    unit = Unit.objects.current().filter(kind=Unit.Kind.COMMUNITY).values("pk", "name", "phone").first()
    return unit or {"pk": None, "name": "社区", "phone": ""}
