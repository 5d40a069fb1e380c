from django.urls import path

from community.views import notices, people, person, roster, stay

app_name = "community"
urlpatterns = [
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.notice, name="notice"),
    path("desk/notices/", notices.notices_desk, name="notices_desk"),
    path("desk/notices/new/", notices.notice_new, name="notice_new"),
    path("desk/notices/<int:pk>/", notices.notice_desk, name="notice_desk"),
    path("desk/notices/<int:pk>/edit/", notices.notice_edit, name="notice_edit"),
    path("desk/notices/<int:pk>/publish/", notices.notice_publish, name="notice_publish"),
    path("desk/notices/<int:pk>/withdraw/", notices.notice_withdraw, name="notice_withdraw"),
    path("desk/people/", people.people, name="people"),
    path("desk/people/new/", person.new, name="person_new"),
    path("desk/people/<int:pk>/", person.person, name="person"),
    path("desk/people/<int:pk>/edit/", person.edit, name="person_edit"),
    path("desk/people/<int:pk>/reveal/", person.reveal, name="person_reveal"),
    path("desk/people/<int:pk>/verify/", person.verify, name="person_verify"),
    path("desk/people/<int:pk>/move-in/", stay.move_in, name="move_in"),
    path("desk/people/<int:pk>/move-out/<int:residence>/", stay.move_out, name="move_out"),
    path("desk/people/<int:pk>/death/", stay.death, name="death"),
    path("desk/households/<int:pk>/", stay.household, name="household"),
    path("desk/buildings/<int:pk>/", stay.building, name="building"),
    path("desk/buildings/<int:pk>/new/", stay.dwelling_new, name="dwelling_new"),
    path("desk/dwellings/<int:pk>/edit/", stay.dwelling_edit, name="dwelling_edit"),
    path("desk/imports/", roster.roster_list, name="imports"),
    path("desk/imports/new/", roster.roster_new, name="import_new"),
    path("desk/imports/template/", roster.roster_template, name="import_template"),
    path("desk/imports/<int:pk>/", roster.roster_page, name="import"),
    path("desk/imports/<int:pk>/problems/", roster.roster_problems, name="import_problems"),
    path("desk/imports/<int:pk>/confirm/", roster.roster_confirm, name="import_confirm"),
    path("desk/imports/<int:pk>/drop/", roster.roster_drop, name="import_drop"),
    path("desk/imports/<int:pk>/reopen/", roster.roster_reopen, name="import_reopen"),
]
