from django.urls import path

from jobs import views

app_name = "jobs"
urlpatterns = [
    path("desk/jobs/<int:pk>/", views.job_page, name="job"),
    path("desk/jobs/<int:pk>/progress/", views.job_progress, name="progress"),
    path("desk/jobs/<int:pk>/cancel/", views.job_cancel, name="cancel"),
    path("desk/jobs/<int:pk>/retry/", views.job_retry, name="retry"),
]
