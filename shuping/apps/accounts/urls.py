"""Addresses of the accounts pages."""

from django.urls import path

from .views import entry, keeping, own, roles

app_name = "accounts"
urlpatterns = [
    path("log-in/", entry.log_in, name="log_in"),
    path("second-step/", entry.second_step, name="second_step"),
    path("log-out/", entry.log_out, name="log_out"),
    path("one-time/", entry.one_time, name="one_time"),
    path("language/", entry.language, name="language"),
    path("switch/", entry.switch, name="switch"),
    path("me/", own.preferences, name="preferences"),
    path("me/password/", own.password, name="password"),
    path("me/second-factor/", own.second_factor_page, name="second_factor"),
    path("me/second-factor/change/", own.second_factor_change, name="second_factor_change"),
    path("me/step-up/", own.step_up, name="step_up"),
    path("me/stay/", own.stay, name="stay"),
    path("me/step-down/", own.step_down, name="step_down"),
    path("avoidance/", own.conflict_list, name="conflicts"),
    path("avoidance/<int:pk>/withdraw/", own.conflict_withdraw, name="conflict_withdraw"),
    path("list/", keeping.account_list, name="list"),
    path("list/new/", keeping.create, name="create"),
    path("list/people/", keeping.people, name="people"),
    path("list/<int:pk>/", keeping.account, name="account"),
    path("list/<int:pk>/reset/", keeping.reset, name="reset"),
    path("list/<int:pk>/code/", keeping.issue_code, name="issue_code"),
    path("list/<int:pk>/active/", keeping.set_active, name="set_active"),
    path("roles/", roles.role_list, name="roles"),
    path("roles/without/", roles.without_role, name="without_role"),
    path("roles/posts/", roles.post_list, name="posts"),
    path("roles/ways-in/", roles.ways_in_list, name="ways_in"),
    path("roles/grant/", roles.grant, name="grant"),
    path("roles/<int:pk>/end/", roles.end_role, name="end_role"),
    path("matrix/", roles.matrix, name="matrix"),
    path("hand-over/", roles.hand_over, name="hand_over"),
]
