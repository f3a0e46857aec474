"""Addresses: official documents."""

from django.urls import path

from .views import acts, checking, making, register, settings

app_name = "documents"
urlpatterns = [
    path("", register.register, name="list"),
    path("due/", making.due, name="due"),
    path("due/<int:cycle>/", making.due, name="due_of"),
    path("rounds/<int:cycle>/<slug:kind>/make/", making.make, name="make"),
    path("rounds/<int:cycle>/<slug:kind>/all/", making.batch, name="batch"),
    path("rounds/<int:cycle>/<slug:kind>/papers.zip", making.bundle, name="bundle"),
    path("numbers/", settings.number_book, name="numbers"),
    path("numbers/issuers/add/", settings.issuer_add, name="issuer_add"),
    path("numbers/issuers/<int:pk>/", settings.issuer_edit, name="issuer_edit"),
    path("numbers/issuers/<int:pk>/reserve/", settings.reserve, name="reserve"),
    path("check/", checking.check, name="check"),
    path("layout/", settings.page_layout, name="page_layout"),
    path("templates/", settings.templates, name="templates"),
    path("templates/<int:pk>/file/", settings.template_file, name="template_file"),
    path("templates/<int:pk>/preview/", settings.template_preview, name="template_preview"),
    path("templates/<int:pk>/retire/", settings.template_retire, name="template_retire"),
    path("<int:pk>/", register.document, name="document"),
    path("<int:pk>/files/<int:file>/", register.file, name="file"),
    path("<int:pk>/files/<int:file>/difference/", register.comparison, name="comparison"),
    path("<int:pk>/pages/<int:page>.png", register.picture, name="picture"),
    path("<int:pk>/frame/", making.frame, name="frame"),
    path("<int:pk>/final/", acts.final, name="final"),
    path("<int:pk>/scan/", acts.scan, name="scan"),
    path("<int:pk>/instruction/", acts.instruction, name="instruction"),
    *(path(f"<int:pk>/{act.replace('_', '-')}/", acts.change, {"act": act}, name=act) for act in acts.CHANGES),
    *(path(f"<int:pk>/{act}/", acts.decide, {"act": act}, name=act) for act in acts.DECISIONS),
]
