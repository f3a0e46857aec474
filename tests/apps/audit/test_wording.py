"""What an act is called in the log."""

import ast
import re

from django.utils import translation

from shuping.apps.audit.wording import action_label
from tests.house.sources import below, called, calls, name

# apps whose `record` puts the app's name before the act
SHORT = {"assessments", "cycles", "grades", "rounds"}


def actions() -> dict[str, str]:
    """Every act that the source records with a code written out, and where."""
    found = {}
    for path in below("shuping/apps/", ".py"):
        app = name(path).split("/")[2]
        for call in calls(path):
            if called(call) == "record" and call.args and isinstance(call.args[0], ast.Constant):
                code = str(call.args[0].value)
                found[f"{app}.{code}" if app in SHORT and not code.startswith(f"{app}.") else code] = name(path)
    return found


def test_every_act_of_the_log_is_said_in_chinese() -> None:
    assert len(actions()) > 60
    with translation.override("zh-hans"):
        english = {code: place for code, place in actions().items() if re.search(r"[A-Za-z]", action_label(code))}
    assert english == {}
