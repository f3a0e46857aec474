"""Addresses of the desk: a round, a report with its hints, the author's view, the libraries."""

from django.urls import path

from .views import author, library, papers, reviewing, rounds, stock

app_name = "desk"
urlpatterns = [
    path("", rounds.round_list, name="list"),
    path("rounds/<int:cycle>/", rounds.round_list, name="round"),
    path("rounds/<int:cycle>/examine/", rounds.examine, name="examine"),
    path("rounds/<int:cycle>/groups/", rounds.groups, name="groups"),
    path("rounds/<int:cycle>/problems/", rounds.problems, name="problems"),
    path("reports/<int:pk>/", reviewing.report, name="report"),
    path("reports/<int:pk>/trail/", reviewing.report_trail, name="trail"),
    path("versions/<int:pk>/place/<int:start>-<int:end>/", reviewing.place, name="place"),
    path("reports/<int:pk>/return/", reviewing.send_back, name="send_back"),
    path("reports/<int:pk>/paper/<str:kind>/", papers.paper, name="paper"),
    path("hints/<int:pk>/", reviewing.hint, name="hint"),
    path("own/<int:pk>/", author.own, name="own"),
    path("own/<int:pk>/draft/", author.draft, name="draft"),
    path("own/hints/<int:pk>/", author.answer, name="answer"),
    path("texts/", library.texts, name="texts"),
    path("texts/new/", library.text_new, name="text_new"),
    path("texts/<int:pk>/", library.text, name="text"),
    path("texts/<int:pk>/withdraw/", library.text_withdraw, name="text_withdraw"),
    path("wording/", library.wording_list, name="wording"),
    path("wording/new/", library.wording_new, name="wording_new"),
    path("wording/<int:pk>/withdraw/", library.wording_withdraw, name="wording_withdraw"),
    path("stock-words/", stock.stock_list, name="stock"),
    path("stock-words/new/", stock.stock_new, name="stock_new"),
    path("stock-words/<int:pk>/withdraw/", stock.stock_withdraw, name="stock_withdraw"),
]
