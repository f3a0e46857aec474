"""Addresses of the audit pages."""

from django.urls import path

from . import views

app_name = "audit"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("verify/", views.verify, name="verify"),
    path("<int:number>/", views.event, name="event"),
]
