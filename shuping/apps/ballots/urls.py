"""Addresses of the count."""

from django.urls import path

from .views import keying, sessions, sheets

app_name = "ballots"
urlpatterns = [
    path("", sessions.count_list, name="list"),
    path("<int:cycle_id>/", sessions.session, name="session"),
    path("<int:cycle_id>/open/", sessions.open_count, name="open"),
    path("<int:cycle_id>/forms/<str:class_code>/", sessions.record_forms, name="forms"),
    path("<int:cycle_id>/close/", sessions.close_count, name="close"),
    path("<int:cycle_id>/key/<str:class_code>/", keying.start, name="start"),
    path("<int:cycle_id>/differences/", keying.differences, name="differences"),
    path("<int:cycle_id>/confirm/", sessions.confirm, name="confirm"),
    path("<int:cycle_id>/withdraw/", sessions.withdraw, name="withdraw"),
    path("<int:cycle_id>/lock/", sessions.lock, name="lock"),
    path("<int:cycle_id>/unlock/ask/", sessions.ask_unlock, name="ask_unlock"),
    path("<int:cycle_id>/unlock/refuse/", sessions.refuse_unlock, name="refuse_unlock"),
    path("<int:cycle_id>/unlock/", sessions.unlock, name="unlock"),
    path("<int:cycle_id>/sheet/", sheets.tally_sheet, name="sheet"),
    path("keying/<int:pk>/", keying.keying, name="keying"),
    path("keying/<int:pk>/reopen/", keying.reopen, name="reopen"),
    path("keying/<int:pk>/again/<int:participant_id>/", keying.key_again, name="again"),
]
