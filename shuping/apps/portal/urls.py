"""Addresses of the home page."""

from django.urls import path

from . import views

app_name = "portal"
urlpatterns = [path("", views.my_day, name="my_day")]
