from django.urls import path

from deliberation.views import desk

app_name = "deliberation"
urlpatterns = [path("desk/votes/<int:pk>/", desk.vote, name="vote")]
