from django.urls import path

from points import api
from points.views import booking, desk, passbook, ruling, settling

app_name = "points"
urlpatterns = [
    path("points/", ruling.public_rules, name="public_rules"),
    path("p/<slug:token>/", passbook.code, name="code"),
    path("my/points/", passbook.mine, name="mine"),
    path("my/points/print/", passbook.mine_print, name="mine_print"),
    path("my/points/gift/", passbook.mine_gift, name="mine_gift"),
    path("my/points/donate/", passbook.mine_donate, name="mine_donate"),
    path("my/points/<int:pk>/", passbook.mine_why, name="mine_why"),
    path("desk/points/", desk.overview, name="overview"),
    path("desk/points/check/", desk.check, name="check"),
    path("desk/points/books/", desk.accounts, name="accounts"),
    path("desk/points/books/<int:pk>/", passbook.account, name="account"),
    path("desk/points/books/<int:pk>/book/", booking.book, name="book"),
    path("desk/points/books/<int:pk>/book.json", api.book, name="api_book"),
    path("desk/points/books/<int:pk>/print/", passbook.account_print, name="account_print"),
    path("desk/points/books/<int:pk>/code/", passbook.account_code, name="account_code"),
    path("desk/points/people/<int:pk>/open/", passbook.open_book, name="open_book"),
    path("desk/points/transfers/<int:pk>/", passbook.account_why, name="why"),
    path("desk/points/transfers/<int:pk>/reverse/", booking.reverse, name="reverse"),
    path("desk/points/vouchers/", booking.listing, name="vouchers"),
    path("desk/points/vouchers/<int:pk>/", booking.voucher, name="voucher"),
    path("desk/points/vouchers/<int:pk>/decide/", booking.decide, name="voucher_decide"),
    path("desk/points/settlements/", settling.listing, name="settlements"),
    path("desk/points/settlements/<int:pk>/", settling.settlement, name="settlement"),
    path("desk/points/settlements/<int:pk>/review/", settling.move, {"word": "review"}, name="settlement_review"),
    path("desk/points/settlements/<int:pk>/settle/", settling.move, {"word": "settle"}, name="settlement_settle"),
    path("desk/points/settlements/<int:pk>/cancel/", settling.move, {"word": "cancel"}, name="settlement_cancel"),
    path("desk/points/settlements/<int:pk>/sheet/", settling.sheet, name="settlement_sheet"),
    path("desk/points/rules/", ruling.listing, name="rules"),
    path("desk/points/rules/<int:pk>/", ruling.rule, name="rule"),
    path("desk/points/rules/new/", ruling.item_new, name="item_new"),
    path("desk/points/rules/caps/", ruling.caps, name="caps"),
    path("desk/points/rules/settings/", ruling.policy, name="policy"),
    path("desk/points/budgets/", ruling.budgets, name="budgets"),
    path("desk/points/numbers/", desk.numbers, name="numbers"),
    path("desk/points/numbers/<int:pk>/<slug:form>/", desk.take_out, name="take_out"),
]
