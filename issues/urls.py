from django.urls import path

from issues.views import desk, photo, queue, rates, resident, rules, visit

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
    path("v/<slug:token>/", visit.visit, name="visit"),
    path("desk/rates/", rates.rates_page, name="rates"),
    path("desk/rates/<slug:name>/", rates.rates_cases, name="rates_cases"),
    path("desk/figures/", rates.figures_page, name="figures"),
    path("desk/figures/<slug:kind>/", rates.figures_file, name="figures_file"),
    path("desk/issues/<int:pk>/exclude/", rates.exclude, name="exclude"),
    path("desk/issues/<int:pk>/exclude/<int:approval>/", rates.exclude_decide, name="exclude_decide"),
    path("desk/rules/", rules.rules, name="rules"),
    path("desk/rules/new/", rules.rule, name="rule_new"),
    path("desk/rules/<int:pk>/", rules.rule, name="rule"),
    path("desk/issues/<int:pk>/", desk.issue, name="issue"),
    path("desk/issues/<int:pk>/contact/", desk.reveal, name="reveal"),
    path("desk/issues/<int:pk>/<slug:verb>/", desk.act, name="act"),
]
