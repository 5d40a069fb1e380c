from django.urls import re_path

from issues.api import resources

FORMAT = r"\.(?P<fmt>json|xml)$"
# no slash at the end; the last two answer everything else below the prefix in the asked format
urlpatterns = [
    re_path(rf"^v2/discovery{FORMAT}", resources.discovery, name="open311_discovery"),
    re_path(rf"^v2/services{FORMAT}", resources.services, name="open311_services"),
    re_path(rf"^v2/services/(?P<code>[^/]{{1,60}}){FORMAT}", resources.service, name="open311_service"),
    re_path(rf"^v2/requests{FORMAT}", resources.requests, name="open311_requests"),
    re_path(rf"^v2/requests/(?P<number>[^/]{{1,40}}){FORMAT}", resources.request_, name="open311_request"),
    re_path(rf"^v2/tokens/(?P<token>[^/]{{1,64}}){FORMAT}", resources.token, name="open311_token"),
    re_path(r"^v2/$", resources.unknown, name="open311_root"),
    re_path(r"^(?P<rest>.*)$", resources.unknown, name="open311_unknown"),
]
