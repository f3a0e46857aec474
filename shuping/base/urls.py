"""Addresses of the shared pages: the component page."""

from django.urls import URLPattern

app_name = "base"
urlpatterns: list[URLPattern] = []
