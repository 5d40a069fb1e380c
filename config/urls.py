from django.contrib import admin
from django.urls import include, path

from config import views

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("mode/", views.mode, name="mode"),
    path("language/", views.language, name="language"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("robots.txt", views.robots, name="robots"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("deliberation.urls")),
    path("", include("issues.urls")),
    path("", include("volunteers.urls")),
    path("", include("points.urls")),
    path("", include("community.urls")),
    path("", include("grids.urls")),
    path("", include("accounts.urls")),
    path("", include("jobs.urls")),
    path("accounts/", include("accounts.auth_urls")),
    path("admin/", admin.site.urls),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.server_error"
