from django.urls import path

from community.views import roster

app_name = "community"
urlpatterns = [
    path("desk/imports/", roster.roster_list, name="imports"),
    path("desk/imports/new/", roster.roster_new, name="import_new"),
    path("desk/imports/template/", roster.roster_template, name="import_template"),
    path("desk/imports/<int:pk>/", roster.roster_page, name="import"),
    path("desk/imports/<int:pk>/problems/", roster.roster_problems, name="import_problems"),
    path("desk/imports/<int:pk>/confirm/", roster.roster_confirm, name="import_confirm"),
    path("desk/imports/<int:pk>/drop/", roster.roster_drop, name="import_drop"),
    path("desk/imports/<int:pk>/reopen/", roster.roster_reopen, name="import_reopen"),
]
