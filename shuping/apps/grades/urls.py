"""Addresses of the grades pages."""

from django.urls import URLPattern

app_name = "grades"
urlpatterns: list[URLPattern] = []
