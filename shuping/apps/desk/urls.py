"""Addresses: the reading desk's findings."""

from django.urls import URLPattern

app_name = "desk"
urlpatterns: list[URLPattern] = []
