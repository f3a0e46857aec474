"""Addresses of the register of documents from above (上级精神)."""

from django.urls import path

from . import views

app_name = "registers"
urlpatterns = [
    path("superior/", views.document_list, name="list"),
    path("superior/new/", views.document_new, name="new"),
    path("superior/<int:pk>/", views.document, name="document"),
    path("superior/<int:pk>/edit/", views.document_edit, name="edit"),
    path("superior/<int:pk>/step/", views.step_new, name="step"),
    path("superior/<int:pk>/task/", views.task_new, name="task"),
    path("steps/<int:pk>/withdraw/", views.step_withdraw, name="withdraw"),
    path("tasks/", views.task_list, name="tasks"),
    path("tasks/<int:pk>/report/", views.task_report, name="report"),
    path("tasks/<int:pk>/confirm/", views.task_confirm, name="confirm"),
    path("tasks/<int:pk>/return/", views.task_return, name="return"),
    path("tasks/<int:pk>/drop/", views.task_drop, name="drop"),
]
