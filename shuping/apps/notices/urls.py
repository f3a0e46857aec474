"""Addresses of the reminders."""

from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("", views.reminder_list, name="list"),
    path("raise/", views.raise_due, name="raise_due"),
    path("units/<int:organization_id>/", views.write, name="write"),
    path("<int:pk>/seen/", views.seen, name="seen"),
]
