from django.urls import path

from issues.views import desk, photo, queue, resident

app_name = "issues"
urlpatterns = [
    path("report/", resident.report, name="report"),
    path("r/<slug:token>/", resident.receipt, name="receipt"),
    path("r/<slug:token>/rate/", resident.rate, name="rate"),
    path("r/<slug:token>/reopen/", resident.reopen, name="reopen"),
    path("track/", resident.track, name="track"),
    path("my/", resident.mine, name="mine"),
    path("matters/", resident.matters, name="matters"),
    path("photo/<slug:name>/", photo.photo, name="photo"),
    path("desk/issues/", queue.queue, name="queue"),
    path("desk/issues/new/", desk.new, name="new"),
    path("desk/issues/<int:pk>/", desk.issue, name="issue"),
    path("desk/issues/<int:pk>/contact/", desk.reveal, name="reveal"),
    path("desk/issues/<int:pk>/<slug:verb>/", desk.act, name="act"),
]
