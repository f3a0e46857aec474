"""Addresses of the rounds pages."""

from django.urls import path

from . import views

app_name = "rounds"
urlpatterns = [
    path("<int:pk>/", views.board, name="board"),
    path("<int:pk>/advance/", views.advance, name="advance"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/back/<str:to>/", views.back, name="back"),
    path("<int:pk>/suspend/", views.suspend, name="suspend"),
    path("<int:pk>/resume/", views.resume, name="resume"),
    path("<int:pk>/last-year/", views.last_year, name="last_year"),
    path("reporters/<int:pk>/last-year/", views.take_over, name="take_over"),
    path("<int:pk>/archive/", views.archive, name="archive"),
    path("<int:pk>/archive/package/", views.archive_package, name="archive_package"),
    path("<int:pk>/wipe/", views.wipe, name="wipe"),
]
