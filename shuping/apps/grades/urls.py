"""Addresses of the grades pages."""

from django.urls import path

from .views import afterwards, deciding, inputs, overview, vetoes

app_name = "grades"
urlpatterns = [
    path("", overview.rounds, name="list"),
    path("<int:cycle_id>/", overview.published, name="published"),
    path("<int:cycle_id>/table/", overview.table, name="table"),
    path("reporter/<int:pk>/", overview.explain, name="explain"),
    path("<int:cycle_id>/scores/", inputs.scores, name="scores"),
    path("<int:cycle_id>/scores/take-over/", inputs.take_over, name="take_over"),
    path("<int:cycle_id>/scores/import/", inputs.score_import, name="score_import"),
    path("<int:cycle_id>/adjustments/", inputs.adjustments, name="adjustments"),
    path("adjustments/<int:pk>/withdraw/", inputs.withdraw_adjustment, name="withdraw_adjustment"),
    path("<int:cycle_id>/circumstances/", vetoes.facts, name="vetoes"),
    path("<int:cycle_id>/circumstances/add/", vetoes.add, name="add_veto"),
    path("<int:cycle_id>/circumstances/confirm/", vetoes.confirm, name="confirm_vetoes"),
    path("circumstances/<int:pk>/withdraw/", vetoes.withdraw, name="withdraw_veto"),
    path("<int:cycle_id>/compute/", deciding.compute, name="compute"),
    path("<int:cycle_id>/what-if/", deciding.what_if, name="what_if"),
    path("<int:cycle_id>/propose/", deciding.propose, name="propose"),
    path("<int:cycle_id>/decide/", deciding.decide, name="decide"),
    path("<int:cycle_id>/objections/", afterwards.objections, name="objections"),
    path("objections/<int:pk>/answer/", afterwards.answer, name="answer_objection"),
    path("reporter/<int:pk>/object/", afterwards.make_objection, name="make_objection"),
    path("<int:cycle_id>/uses/", afterwards.uses, name="uses"),
    path("<int:cycle_id>/hand-over/", afterwards.hand_over, name="hand_over"),
    path("uses/<int:pk>/withdraw/", afterwards.withdraw_use, name="withdraw_use"),
]
