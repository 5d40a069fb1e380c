from django.urls import path

from grids.views import board, posting, tree, unit

app_name = "grids"
urlpatterns = [
    path("desk/tree/", tree.tree, name="tree"),
    path("desk/tree/first/", tree.first, name="first"),
    path("desk/tree/<int:pk>/", unit.unit, name="unit"),
    path("desk/tree/<int:pk>/add/", unit.add, name="unit_add"),
    path("desk/tree/<int:pk>/edit/", unit.edit, name="unit_edit"),
    path("desk/tree/<int:pk>/move/", unit.move, name="unit_move"),
    path("desk/tree/<int:pk>/end/", unit.end, name="unit_end"),
    path("desk/tree/<int:pk>/boundary/", unit.boundary, name="unit_boundary"),
    path("desk/tree/<int:pk>/codes/add/", unit.code_add, name="code_add"),
    path("desk/tree/<int:pk>/codes/<int:code_pk>/remove/", unit.code_remove, name="code_remove"),
    path("desk/tree/<int:pk>/postings/add/", posting.add, name="posting_add"),
    path("desk/tree/<int:pk>/stickers/", board.stickers, name="stickers"),
    path("desk/postings/<int:pk>/end/", posting.end, name="posting_end"),
    path("desk/postings/<int:pk>/password/", posting.password, name="posting_password"),
    path("desk/postings/<int:pk>/deputy/", posting.deputise, name="posting_deputy"),
    path("board/<slug:slug>/", board.board, name="board"),
    path("board/<slug:slug>/print/", board.board_print, name="board_print"),
    path("q/<slug:slug>.svg", board.door_code, name="door_code"),
    path("q/<slug:slug>/", board.door, name="door"),
]
