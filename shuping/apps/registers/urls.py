"""Addresses: superior documents and what came of them."""

from django.urls import URLPattern

app_name = "registers"
urlpatterns: list[URLPattern] = []
