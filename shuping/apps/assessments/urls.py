"""Addresses: the annual assessment and the pre-review check."""

from django.urls import path

from .views import field, rounds, schemes, units

app_name = "assessments"
urlpatterns = [
    path("", rounds.assessment_list, name="list"),
    path("schemes/", schemes.scheme_list, name="schemes"),
    path("schemes/new/", schemes.scheme_new, name="scheme_new"),
    path("schemes/import/", schemes.scheme_import, name="scheme_import"),
    path("schemes/<int:pk>/", schemes.scheme, name="scheme"),
    path("schemes/<int:pk>/edit/", schemes.scheme_edit, name="scheme_edit"),
    path("schemes/<int:pk>/version/", schemes.scheme_version, name="scheme_version"),
    path("schemes/<int:pk>/export/", schemes.scheme_export, name="scheme_export"),
    path("rounds/<int:cycle_id>/", rounds.round_, name="round"),
    path("rounds/<int:cycle_id>/open/", rounds.open_, name="open"),
    path("rounds/<int:cycle_id>/groups/", rounds.groups_, name="groups"),
    path("rounds/<int:cycle_id>/visits/", rounds.visits, name="visits"),
    path("rounds/<int:cycle_id>/deliver/", rounds.deliver_all, name="deliver_all"),
    path("rounds/<int:cycle_id>/findings/", rounds.findings, name="findings"),
    path("checks/", rounds.checks, name="checks"),
    path("visits/<int:pk>/", rounds.visit, name="visit"),
    path("visits/worker.js", field.worker, name="worker"),
    path("visits/<int:pk>/form/", field.form, name="form"),
    path("visits/<int:pk>/finish/", field.finish, name="finish"),
    path("units/<int:pk>/", units.unit, name="unit"),
    path("units/<int:pk>/self-score/", units.self_score, name="self_score"),
    path("self-scores/<int:pk>/", units.self_score_line, name="self_score_line"),
    path("units/<int:pk>/return/", units.return_, name="return"),
    path("units/<int:pk>/deduct/", units.deduct, name="deduct"),
    path("units/<int:pk>/bonus/", units.bonus, name="bonus"),
    path("units/<int:pk>/deliver/", units.deliver, name="deliver"),
    path("units/<int:pk>/answer/", units.answer, name="answer"),
    path("units/<int:pk>/close/", units.close, name="close"),
    path("units/<int:pk>/reopen/", units.reopen, name="reopen"),
    path("units/<int:pk>/outline/", units.outline, name="outline"),
    path("units/<int:pk>/visit/", rounds.visit_again, name="visit_again"),
    path("deductions/<int:pk>/withdraw/", units.withdraw_deduction, name="withdraw_deduction"),
    path("deductions/<int:pk>/answer/", units.answer_objection, name="answer_objection"),
    path("bonuses/<int:pk>/withdraw/", units.withdraw_bonus, name="withdraw_bonus"),
    path("findings/<int:pk>/withdraw/", units.withdraw_finding, name="withdraw_finding"),
]
