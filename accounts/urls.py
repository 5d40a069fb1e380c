from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("desk/inbox/", views.inbox, {"page": "desk_page.html"}, name="inbox"),
    path("desk/inbox/<int:pk>/", views.message_open, name="message_open"),
    path("desk/inbox/read/", views.inbox_read, name="inbox_read"),
    path("desk/sessions/", views.sessions, {"page": "desk_page.html"}, name="sessions"),
    path("desk/sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("desk/sessions/mail/", views.mail_choice, name="mail_choice"),
    path("my/inbox/", views.inbox, {"page": "page.html"}, name="my_inbox"),
    path("my/account/wechat/", views.wechat_link, name="wechat_link"),
    path("my/account/wechat/end/", views.wechat_end, name="wechat_end"),
    path("wechat/back/", views.wechat_back, name="wechat_back"),
    path("wechat/<slug:word>/", views.wechat_bind, name="wechat_bind"),
    path("my/account/", views.sessions, {"page": "page.html"}, name="my_account"),
]
