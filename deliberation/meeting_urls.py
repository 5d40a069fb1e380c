"""The addresses of meetings, joined in ``urls``."""

from django.urls import path

from deliberation.views import meeting_kinds, meeting_public, meeting_run, meetings

urlpatterns = [
    path("meetings/", meeting_public.meetings, name="meetings"),
    path("meetings/code/", meeting_public.code, name="meeting_code"),
    path("meetings/<int:pk>/", meeting_public.meeting, name="meeting"),
    path("meetings/<int:pk>/register/", meeting_public.register, name="meeting_register"),
    path("meetings/<int:pk>/meeting.ics", meeting_public.calendar_file, name="meeting_ics"),
    path("meetings/<int:pk>/here/", meeting_public.here, name="meeting_here"),
    path("meetings/<int:pk>/in/<slug:code>/", meeting_public.enter, name="meeting_in"),
    path("meetings/seat/<str:token>/", meeting_public.seat, name="seat"),
    path("meetings/seat/<str:token>/<slug:verb>/", meeting_public.seat_act, name="seat_act"),
    path("desk/meetings/", meetings.meetings, name="meetings_desk"),
    path("desk/meetings/kinds/", meeting_kinds.kinds, name="meeting_kinds"),
    path("desk/meetings/kinds/new/", meeting_kinds.write, name="meeting_kind_new"),
    path("desk/meetings/kinds/<int:pk>/", meeting_kinds.write, name="meeting_kind_edit"),
    path("desk/meetings/new/", meetings.new, name="meeting_new"),
    path("desk/meetings/<int:pk>/", meetings.meeting, name="meeting_desk"),
    path("desk/meetings/<int:pk>/edit/", meetings.edit, name="meeting_edit"),
    path("desk/meetings/<int:pk>/run/", meeting_run.run, name="meeting_run"),
    path("desk/meetings/<int:pk>/run/<slug:verb>/", meeting_run.act, name="meeting_run_act"),
    path("desk/meetings/<int:pk>/proxy/", meetings.proxy, name="meeting_proxy"),
    path("desk/meetings/<int:pk>/letters/<int:seat>/", meetings.letter, name="meeting_letter"),
    path("desk/meetings/<int:pk>/motions/<int:motion>/", meeting_run.say, name="meeting_say"),
    path("desk/meetings/<int:pk>/screen/", meeting_run.screen, name="meeting_screen"),
    path("desk/meetings/<int:pk>/screen/part/", meeting_run.screen_part, name="meeting_screen_part"),
    path("desk/meetings/<int:pk>/minutes/", meeting_run.minutes, name="meeting_minutes"),
    path("desk/meetings/<int:pk>/minutes/print/", meeting_run.minutes_sheet, name="meeting_minutes_sheet"),
    path("desk/meetings/<int:pk>/minutes/<int:signature>/", meeting_run.sign, name="meeting_sign"),
    path("desk/meetings/<int:pk>/<slug:verb>/", meetings.act, name="meeting_act"),
]
