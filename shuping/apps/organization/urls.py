"""Addresses of the organization pages."""

from django.urls import path

from .views import acts, imports, people, tree

app_name = "organization"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("list/", tree.flat, name="list"),
    path("vacancies/", tree.vacancies, name="vacancies"),
    path("elections/", tree.elections, name="elections"),
    path("contacts/", people.contacts, name="contacts"),
    path("people/", people.people, name="people"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/edit/", people.person_edit, name="person_edit"),
    path("new/", acts.create_top, name="create_top"),
    path("<int:pk>/", tree.organization, name="organization"),
    path("<int:pk>/new/", acts.create, name="create"),
    path("<int:pk>/edit/", acts.edit, name="edit"),
    path("<int:pk>/rename/", acts.rename, name="rename"),
    path("<int:pk>/move/", acts.move, name="move"),
    path("<int:pk>/merge/", acts.merge, name="merge"),
    path("<int:pk>/split/", acts.split, name="split"),
    path("<int:pk>/close/", acts.close, name="close"),
    path("<int:pk>/person/", people.person_create, name="person_create"),
    path("<int:pk>/term/", people.term_set, name="term_set"),
    path("<int:pk>/leader/", people.leadership_set, name="leadership_set"),
    path("<int:pk>/election/", people.election_record, name="election_record"),
    path("terms/<int:pk>/end/", people.term_end, name="term_end"),
    path("terms/<int:pk>/correct/", people.term_correct, name="term_correct"),
    path("leaders/<int:pk>/end/", people.leadership_end, name="leadership_end"),
    path("import/", imports.upload, name="import"),
    path("import/sample/", imports.sample, name="import_sample"),
    path("import/<int:pk>/columns/", imports.mapping, name="import_mapping"),
    path("import/<int:pk>/trial/", imports.trial, name="import_trial"),
    path("import/<int:pk>/write/", imports.commit, name="import_commit"),
    path("import/<int:pk>/drop/", imports.discard, name="import_discard"),
]
