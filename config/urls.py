from django.contrib import admin
from django.urls import include, path

from config import views

urlpatterns = [
    path("", views.home, name="home"),
    path("desk/", views.desk, name="desk"),
    path("", include("issues.urls")),
    path("", include("community.urls")),
    path("", include("grids.urls")),
    path("", include("accounts.urls")),
    path("", include("jobs.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
]
