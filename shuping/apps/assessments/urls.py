"""Addresses: the annual assessment and the pre-review check."""

from django.urls import URLPattern

app_name = "assessments"
urlpatterns: list[URLPattern] = []
