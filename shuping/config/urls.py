"""Every address of the house. Staff pages stand under /manage/ so that the staff cookie's path excludes the rest."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView

from shuping.base import views as base_views

urlpatterns = [
    # Outside the staff cookie's path nobody is ever logged in: the front door only leads inside.
    path("", login_not_required(RedirectView.as_view(pattern_name="portal:my_day")), name="front"),
    path("healthz", base_views.health, name="health"),
    path("manage/", include("shuping.apps.portal.urls")),
    path("manage/accounts/", include("shuping.apps.accounts.urls")),
    path("manage/audit/", include("shuping.apps.audit.urls")),
    path("manage/organization/", include("shuping.apps.organization.urls")),
    path("manage/rounds/", include("shuping.apps.rounds.urls")),
    path("manage/cycles/", include("shuping.apps.cycles.urls")),
    path("manage/reports/", include("shuping.apps.reports.urls")),
    path("manage/counts/", include("shuping.apps.ballots.urls")),
    path("manage/grades/", include("shuping.apps.grades.urls")),
    path("manage/rectification/", include("shuping.apps.rectification.urls")),
    path("manage/desk/", include("shuping.apps.desk.urls")),
    path("manage/assessments/", include("shuping.apps.assessments.urls")),
    path("manage/registers/", include("shuping.apps.registers.urls")),
    path("manage/documents/", include("shuping.apps.documents.urls")),
    path("manage/notices/", include("shuping.apps.notices.urls")),
    path("manage/parts/", include("shuping.base.urls")),
]
handler400 = "shuping.base.failures.unusable"
handler404 = "shuping.base.failures.not_found"
handler403 = "shuping.base.failures.forbidden"
handler500 = "shuping.base.failures.broken"
