from django.urls import path

from deliberation.views import desk, heads, owners, papers, rolls

app_name = "deliberation"
urlpatterns = [
    path("votes/", owners.votes, name="votes_public"),
    path("votes/about/", owners.about, name="votes_about"),
    path("votes/<int:pk>/", owners.vote, name="vote_public"),
    path("votes/<int:pk>/ballot/", owners.ballot, name="ballot"),
    path("votes/<int:pk>/receipt/", owners.receipt, name="receipt"),
    path("votes/<int:pk>/recount.jsonl", owners.recount, name="recount"),
    path("desk/votes/", desk.votes, name="votes"),
    path("desk/votes/new/", desk.new, name="vote_new"),
    path("desk/votes/<int:pk>/", desk.vote, name="vote"),
    path("desk/votes/<int:pk>/edit/", desk.edit, name="vote_edit"),
    path("desk/votes/<int:pk>/announce/", desk.announce, name="vote_announce"),
    path("desk/votes/<int:pk>/cancel/", desk.cancel, name="vote_cancel"),
    path("desk/votes/<int:pk>/count/", desk.count, name="vote_count"),
    path("desk/votes/<int:pk>/ballots/", desk.ballots, name="vote_ballots"),
    path("desk/votes/<int:pk>/sheet/", desk.sheet, name="vote_sheet"),
    path("desk/votes/<int:pk>/roll/", rolls.roll, name="vote_roll"),
    path("desk/votes/<int:pk>/redraw/", rolls.redraw, name="vote_redraw"),
    path("desk/votes/<int:pk>/same/", rolls.same, name="vote_same"),
    path("desk/votes/<int:pk>/flats/<int:flat>/", rolls.flat, name="vote_flat"),
    path("desk/votes/<int:pk>/buildings/<int:building>/", heads.building, name="vote_building"),
    path("desk/votes/<int:pk>/heads/<int:head>/", heads.head, name="vote_head"),
    path("desk/votes/<int:pk>/heads/<int:head>/<slug:way>/", heads.record, name="vote_record"),
    path("desk/votes/<int:pk>/proxies/<int:proxy>/revoke/", heads.revoke, name="proxy_revoke"),
    path("desk/votes/<int:pk>/proxies/<int:proxy>/letter/", heads.letter, name="proxy_letter"),
    path("desk/votes/<int:pk>/papers/", papers.papers, name="vote_papers"),
    path("desk/votes/<int:pk>/papers/<int:paper>/", papers.paper, name="vote_paper"),
    path("desk/votes/<int:pk>/papers/<int:paper>/scan/", papers.scan, name="vote_scan"),
]
