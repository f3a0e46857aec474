"""Addresses of the cycles pages."""

from django.urls import path

from .views import children, roster, rounds, schemes, wizard

app_name = "cycles"
urlpatterns = [
    path("", rounds.list_, name="list"),
    path("new/", wizard.new, name="new"),
    path("calendar/", children.calendar, name="calendar"),
    path("calendar/<int:pk>/remove/", children.remove_day, name="calendar_remove"),
    path("<int:pk>/", rounds.overview, name="overview"),
    path("<int:pk>/rules/", rounds.rules, name="rules"),
    path("<int:pk>/preflight/", rounds.preflight, name="preflight"),
    path("<int:pk>/changes/", rounds.changes, name="changes"),
    path("<int:pk>/clone/", rounds.clone, name="clone"),
    path("<int:pk>/scope/", wizard.scope, name="scope"),
    path("<int:pk>/dates/", wizard.dates, name="dates"),
    path("<int:pk>/report-rules/", wizard.report_rules, name="report_rules"),
    path("<int:pk>/classes/", wizard.classes, name="classes"),
    path("<int:pk>/grade-rules/", wizard.grade_rules, name="grade_rules"),
    path("<int:pk>/vetoes/", schemes.vetoes, name="vetoes"),
    path("<int:pk>/schemes/", schemes.schemes, name="schemes"),
    path("<int:pk>/schemes/new/", schemes.scheme, name="new_scheme"),
    path("<int:pk>/schemes/<int:number>/", schemes.scheme, name="scheme"),
    path("<int:pk>/schemes/<int:number>/remove/", schemes.remove_scheme, name="remove_scheme"),
    path("<int:pk>/roster/groups/", schemes.groups, name="groups"),
    path("<int:pk>/notice/", wizard.notice, name="notice"),
    path("<int:pk>/approval/", wizard.approval, name="approval"),
    path("<int:pk>/circular/", wizard.circular, name="circular"),
    path("<int:pk>/roster/", roster.roster, name="roster"),
    path("<int:pk>/roster/fill/", roster.fill, name="fill"),
    path("<int:pk>/roster/modes/", roster.modes, name="modes"),
    path("<int:pk>/roster/order/", roster.order, name="order"),
    path("<int:pk>/roster/draw/", roster.draw, name="draw"),
    path("<int:pk>/roster/add/", roster.add, name="add"),
    path("<int:pk>/attendance/", roster.attendance, name="attendance"),
    path("<int:pk>/children/", children.list_, name="children"),
    path("<int:pk>/children/new/", children.new, name="new_child"),
    path("row/<int:pk>/", roster.row, name="row"),
    path("row/<int:pk>/replace/", roster.replace, name="replace"),
    path("row/<int:pk>/extend/", roster.extend, name="extend"),
    path("row/<int:pk>/<str:name>/", roster.act, name="act"),
]
