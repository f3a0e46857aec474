"""Addresses of the home page and what stands beside it."""

from django.urls import path

from . import office_views, views

app_name = "portal"
urlpatterns = [
    path("", views.my_day, name="my_day"),
    path("waiting/", views.waiting, name="waiting"),
    path("board/", views.board, name="board"),
    path("units/<int:organization_id>/", views.card, name="card"),
    path("analysis/", office_views.analysis, name="analysis"),
    path("data-check/", office_views.data_check, name="data_check"),
    path("search/", views.search, name="search"),
]
