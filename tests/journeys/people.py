"""The people of a journey: a department of any number of units, its browsers, the time, and what a page says."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.contrib.messages import constants, get_messages
from django.test import Client

from shuping.apps.accounts.models import User
from shuping.apps.organization.models import Organization, Term
from shuping.base import clock
from shuping.core.roles.catalog import Role
from tests.factories.world import OPENED, make_organization, make_person, make_user

LOCAL = ZoneInfo("Asia/Shanghai")
CENTRAL = (
    Role.OFFICE,
    Role.OFFICE_HEAD,
    Role.PRESIDER,
    Role.MEMBER,
    Role.SUPERVISOR,
    Role.DISCIPLINE,
    Role.ARCHIVIST,
    Role.GUEST_SUPERIOR,
    Role.DELEGATE,
    Role.SYSTEM_ADMIN,
    Role.SECURITY_ADMIN,
    Role.AUDITOR,
)
FILLER = "的"
FAR_AWAY = 4_000_000_000  # nobody is asked for the password again


def local(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A local moment of a day."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=LOCAL)


class Watch:
    """The time of the journey; pages read it instead of the clock."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
        self.moment = moment
        monkeypatch.setattr(clock, "now", lambda: self.moment)

    def set(self, day: date, hour: int = 9, minute: int = 0) -> None:
        """Go to a moment; going back is allowed where a test looks at two cases."""
        self.moment = local(day, hour, minute)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one round, by default those of a round of 2020."""

    plan: date = date(2020, 11, 20)
    notice: date = date(2020, 11, 25)
    written: date = date(2021, 1, 12)
    report_due: datetime = local(date(2021, 1, 20), 17)
    meeting: date = date(2021, 1, 28)
    decision: date = date(2021, 2, 3)
    feedback: date = date(2021, 2, 8)
    plan_due: date = date(2021, 3, 10)
    closing: date = date(2021, 9, 28)
    archive: date = date(2021, 10, 29)

    def moments(self) -> dict[str, datetime]:
        """What the plan names, by kind of date."""
        return {
            "report_due": self.report_due,
            "meeting": local(self.meeting),
            "decision": local(self.decision),
            "feedback": local(self.feedback),
            "plan_due": local(self.plan_due, 17),
            "look_back": local(self.closing, 17),
        }

    def later(self, years: int = 1) -> "Days":
        """The same days so many years later."""
        moved = {name: getattr(self, name).replace(year=getattr(self, name).year + years) for name in self.__slots__}
        return Days(**moved)


@dataclass
class Department:
    """A department with numbered units; `people` are the accounts by name, `browsers` who has logged in."""

    names: Sequence[str]
    root: Organization = field(init=False)
    units: list[Organization] = field(init=False, default_factory=list)
    people: dict[str, User] = field(init=False, default_factory=dict)
    browsers: dict[str, Client] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.root = make_organization(None, "测试省交通运输厅党组", "0", "group", unit_class="organs")
        for role in CENTRAL:
            self._central(role.value, role)
        for name in ("teller-1", "teller-2"):
            self._central(name, Role.TELLER)
        for number, name in enumerate(self.names, start=1):
            self._unit(number, name)

    def _central(self, name: str, role: Role) -> None:
        self.people[name] = make_user(role, self.root, make_person(self.root, f"测试{name}"), name)

    def _unit(self, number: int, name: str) -> None:
        unit = make_organization(self.root, name, f"U{number}", "committee", unit_class="highway", office_order=number)
        secretary = make_person(unit, f"书记{number}", "党委书记")
        Term.objects.create(organization=unit, person=secretary, post="secretary", title="党委书记", started_on=OPENED)
        self.people[f"reporter-{number}"] = make_user(Role.REPORTER, unit, secretary, f"reporter-{number}")
        clerk = make_person(unit, f"干事{number}")
        member = make_person(unit, f"纪检委员{number}")
        role = Role.UNIT_DISCIPLINE
        self.people[f"unit-discipline-{number}"] = make_user(role, unit, member, f"unit-discipline-{number}")
        self.people[f"clerk-{number}"] = make_user(Role.CLERK, unit, clerk, f"clerk-{number}")
        self.units.append(unit)

    def add_branch(self, number: int) -> Organization:
        """A branch below a unit, with its secretary as `branch-N`."""
        unit = self.units[number - 1]
        branch = make_organization(unit, f"{unit.name}第一党支部", f"U{number}-1", "branch")
        secretary = make_person(branch, f"支书{number}", "党支部书记")
        Term.objects.create(
            organization=branch, person=secretary, post="secretary", title="党支部书记", started_on=OPENED
        )
        self.people[f"branch-{number}"] = make_user(Role.SUB_SECRETARY, branch, secretary, f"branch-{number}")
        return branch

    def browser(self, who: str) -> Client:
        """A browser logged in as somebody, opened once."""
        if who not in self.browsers:
            client = Client()
            client.force_login(self.people[who], backend="django.contrib.auth.backends.ModelBackend")
            session = client.session
            session["confirmed_at"] = FAR_AWAY
            session.save()
            self.browsers[who] = client
        return self.browsers[who]


def typed(*shown: Any) -> dict[str, Any]:
    """What a browser would send back of the forms as they are shown, nothing changed."""
    found: dict[str, Any] = {}
    for form in shown:
        if hasattr(form, "management_form"):
            found |= typed(form.management_form, *form.forms)
            continue
        for bound in form:
            widget, value = bound.field.widget, bound.value()
            if isinstance(widget, forms.CheckboxInput):
                found |= {bound.html_name: "on"} if value else {}
            elif getattr(widget, "allow_multiple_selected", False):
                found[bound.html_name] = list(value or [])
            elif isinstance(widget, forms.widgets.ChoiceWidget) and value in (None, ""):
                found[bound.html_name] = next((str(code) for code, _label in bound.field.choices), "")
            else:
                shown_value = widget.format_value(value)
                found[bound.html_name] = shown_value[0] if isinstance(shown_value, list) else shown_value or ""
    return found


def complaints(answer: Any) -> str:
    """Every sentence of refusal on an answer: messages, form errors, the plain page."""
    found = [str(one) for one in get_messages(answer.wsgi_request) if one.level >= constants.ERROR]
    for context in answer.context or ():
        for values in context.dicts if hasattr(context, "dicts") else [context]:
            for value in values.values():
                if isinstance(value, forms.BaseForm) and value.is_bound:
                    found += [f"{name}: {'; '.join(map(str, errors))}" for name, errors in value.errors.items()]
        if "sentence" in context:
            found.append(str(context["sentence"]))
    return "\n".join(dict.fromkeys(found))


def text_of(answer: Any) -> str:
    """The page as a reader sees its characters."""
    return unescape(answer.content.decode())


def padded(text: str, size: int) -> str:
    """`text` lengthened to exactly `size` counted characters (it must not hold marks)."""
    return text + FILLER * (size - len(text))


def sections_for(kind: str = "written", *, total: int = 300, problems: int = 150) -> dict[str, str]:
    """A text of exactly `total` characters of which `problems` speak of problems and causes."""
    if kind == "spoken":
        return {"achievements": padded("我抓支部建设", total - problems), "problems": padded("我抓得不够", problems)}
    rest = total - problems
    found = {
        "achievements": padded("我抓支部建设", rest // 2),
        "problems": padded("我抓融合不够", problems // 2 if kind == "written" else problems),
        "plans": padded("我将逐条整改", rest - rest // 2),
    }
    if kind == "written":
        found["causes"] = padded("原因在于我抓得不紧", problems - problems // 2)
    return found


def unanimous(numbers: Iterable[int], forms_: int, grade: str = "good") -> dict[int, dict[str, int]]:
    """A sheet on which every form gives everybody the same grade."""
    return {number: {grade: forms_} for number in numbers}
