"""Addresses of the reports pages."""

from django.urls import path

from .views import evidence, outlines, reading, reviewing, writing

app_name = "reports"
urlpatterns = [
    path("", reading.round_list, name="list"),
    path("rounds/<int:cycle>/", reading.round_list, name="round"),
    path("rounds/<int:cycle>/open/", reviewing.open_missing, name="open_missing"),
    path("rounds/<int:cycle>/outlines/", outlines.outline_list, name="outlines_of"),
    path("mine/", writing.mine, name="mine"),
    path("outlines/", outlines.outline_list, name="outlines"),
    path("outlines/<int:participant>/", outlines.outline, name="outline"),
    path("evidence/", evidence.evidence_list, name="evidence"),
    path("evidence/new/", evidence.add, name="evidence_add"),
    path("evidence/<int:pk>/", evidence.piece, name="evidence_piece"),
    path("evidence/<int:pk>/replace/", evidence.replace, name="evidence_replace"),
    path("evidence/<int:pk>/file/", evidence.evidence_file, name="evidence_file"),
    path("<int:pk>/", reading.read, name="read"),
    path("<int:pk>/mark/", reading.mark, name="mark"),
    path("<int:pk>/versions/", reading.versions, name="versions"),
    path("<int:pk>/versions/<int:number>/file/", reading.version_file, name="version_file"),
    path("<int:pk>/difference/", reading.difference, name="difference"),
    path("<int:pk>/edit/", writing.edit, name="edit"),
    path("<int:pk>/autosave/", writing.autosave, name="autosave"),
    path("<int:pk>/keep/", writing.keep_version, name="keep_version"),
    path("<int:pk>/start/", writing.start, name="start"),
    path("<int:pk>/prepare/", writing.prepare, name="prepare"),
    path("<int:pk>/upload/", writing.upload, name="upload"),
    path("<int:pk>/uploads/<int:upload>/", writing.upload_preview, name="upload_preview"),
    path("<int:pk>/hand-in/", writing.hand_in, name="hand_in"),
    path("<int:pk>/withdraw/", writing.withdraw, name="withdraw"),
    path("<int:pk>/evidence/", writing.attach, name="attach"),
    path("<int:pk>/evidence/<int:use>/remove/", writing.detach, name="detach"),
    path("<int:pk>/review/", reviewing.review_page, name="review"),
]
