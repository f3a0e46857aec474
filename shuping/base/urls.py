"""Addresses of the shared pages: the component page."""

from django.urls import path

from . import views

app_name = "base"
urlpatterns = [path("", views.components, name="components")]
