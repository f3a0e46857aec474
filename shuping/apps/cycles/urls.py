"""Addresses of the cycles pages."""

from django.urls import URLPattern

app_name = "cycles"
urlpatterns: list[URLPattern] = []
