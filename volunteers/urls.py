from django.urls import path

from volunteers.views import people, teams

app_name = "volunteers"
urlpatterns = [
    path("desk/volunteers/", people.volunteers, name="volunteers"),
    path("desk/volunteers/find/", people.volunteer_find, name="volunteer_find"),
    path("desk/volunteers/new/<int:pk>/", people.volunteer_new, name="volunteer_new"),
    path("desk/volunteers/<int:pk>/", people.volunteer, name="volunteer"),
    path("desk/volunteers/<int:pk>/edit/", people.volunteer_edit, name="volunteer_edit"),
    path("desk/volunteers/<int:pk>/join/", people.volunteer_join, name="volunteer_join"),
    path("desk/volunteers/<int:pk>/skills/", people.skill_add, name="skill_add"),
    path("desk/volunteers/<int:pk>/skills/<int:held>/<slug:deed>/", people.skill_act, name="skill_act"),
    path("desk/volunteers/<int:pk>/<slug:deed>/", people.volunteer_act, name="volunteer_act"),
    path("desk/teams/", teams.teams, name="teams"),
    path("desk/teams/new/", teams.team_new, name="team_new"),
    path("desk/teams/<int:pk>/", teams.team, name="team"),
    path("desk/teams/<int:pk>/edit/", teams.team_edit, name="team_edit"),
    path("desk/teams/<int:pk>/end/", teams.team_end, name="team_end"),
    path("desk/teams/<int:pk>/members/<int:member>/<slug:deed>/", teams.member_act, name="member_act"),
]
