"""Own templates: what is nothing but a template is kept, everything else is refused with its place (DOC-14)."""

import io
import re
from typing import Any

import docx
import pytest

from shuping.adapters import documents_in, own_templates
from shuping.apps.cycles.models import Cycle
from shuping.apps.documents import api, fields, rendering
from shuping.apps.documents.kinds.common import Scope
from shuping.apps.documents.kinds.registry import kind_of
from shuping.apps.documents.models import Template
from shuping.apps.documents.services import templating
from shuping.base.wording import sentence
from shuping.core.errors import RuleError
from shuping.dev.demo.register import Cast

from .conftest import NOW
from .making import docx_with, words

GOOD = docx_with(
    "{{ title }}",
    "{{ unit }}{{ person }}同志：你的等次为“{{ grade }}”。",
    "{%p for row in problems %}",
    "{{ row.number }}. {{ row.text }}",
    "{%p endfor %}",
    "{%p if plan_due %}",
    "请于{{ plan_due }}前报送整改方案。",
    "{%p endif %}",
)
# Text of one paragraph → the code of its refusal.
HOSTILE: dict[str, str] = {
    "{{ title.__class__ }}": "template_code",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}": "template_code",
    "{{ lines.__init__.__globals__ }}": "template_code",
    "{{ title|attr('__class__') }}": "template_code",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}": "template_code",
    "{{ lipsum.__globals__ }}": "template_code",
    "{{ self.__dict__ }}": "template_code",
    "{{ config }}": "template_field",
    "{{ request }}": "template_field",
    "{{ range(1000000000) }}": "template_code",
    "{{ 9**9**9 }}": "template_code",
    "{{ 'a' * 100000000 }}": "template_code",
    "{% set x = title %}{{ x }}": "template_code",
    "{% include '/etc/passwd' %}": "template_code",
    "{% import 'os' as os %}": "template_code",
    "{% extends 'base' %}": "template_code",
    "{% macro f() %}{{ title }}{% endmacro %}": "template_code",
    "{% for x in ''.__class__.__mro__ %}{{ x }}{% endfor %}": "template_code",
    "{% for row in title %}{{ row }}{% endfor %}": "template_field",
    "{% for row in lines %}{{ row }}{% endfor %}": "template_field",
    "{% for row in lines %}{{ row.items() }}{% endfor %}": "template_code",
    "{% for row in lines %}{{ row._secret }}{% endfor %}": "template_code",
    "{% for row in lines recursive %}{{ loop(row) }}{% endfor %}": "template_code",
    "{% for a in lines %}" * 3 + "x" + "{% endfor %}" * 3: "template_code",
    "{% for _x in lines %}{% endfor %}": "template_code",
    "{{ title|upper }}": "template_code",
    "{{ title }": "template_syntax",
    "{ title }": "",  # a single brace is text
    "{{ title": "template_syntax",
    "{% if title %}": "template_syntax",
    "{% debug %}": "template_syntax",
    "{{ lines }}": "template_field",
    "{{ undefined_field }}": "template_field",
    "{{ title if person else unit }}": "template_code",
    "{{ (lambda: 1)() }}": "template_syntax",
}


def known() -> dict[str, frozenset[str]]:
    return fields.known("feedback")


@pytest.mark.feature("DOC-14")
@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_template_is_refused_with_its_place(text: str) -> None:
    data = docx_with("反馈意见", "第二段", text)
    if not HOSTILE[text]:
        assert own_templates.check(data, "模板.docx", known()) == ()
        return
    with pytest.raises(RuleError) as refused:
        own_templates.check(data, "模板.docx", known())
    assert refused.value.code == f"documents.{HOSTILE[text]}"
    said = sentence(refused.value)
    assert "未保存" in said
    if HOSTILE[text] != "template_syntax":
        assert "第3：" in said, said


@pytest.mark.feature("DOC-14")
@pytest.mark.parametrize("place", ["header", "footer", "title", "table", "split"])
def test_code_is_found_wherever_filling_would_run_it(place: str) -> None:
    made = docx.Document()
    hostile = "{{ title.__class__ }}"
    if place in ("header", "footer"):
        getattr(made.sections[0], place).paragraphs[0].text = hostile
        made.add_paragraph("正文")
    elif place == "title":
        made.core_properties.title = hostile
        made.add_paragraph("正文")
    elif place == "table":
        made.add_table(1, 1).cell(0, 0).text = hostile
    else:
        paragraph = made.add_paragraph()
        for piece in ("{", "{ title", ".__cla", "ss__ }", "}"):
            paragraph.add_run(piece)
    kept = io.BytesIO()
    made.save(kept)
    with pytest.raises(RuleError) as refused:
        own_templates.check(kept.getvalue(), "模板.docx", known())
    assert refused.value.code == "documents.template_code"


@pytest.mark.feature("DOC-14")
def test_a_refused_template_leaves_nothing(cast: Cast, cycle: Cycle) -> None:
    with pytest.raises(RuleError):
        api.upload_template(
            owner=cast.root,
            kind="feedback",
            data=docx_with("{{ title.__class__ }}"),
            name="模板.docx",
            by=cast.actor("office"),
            at=NOW,
        )
    assert Template.objects.count() == 0
    root = rendering.store().root
    assert not root.exists() or not any(path.is_file() for path in root.rglob("*"))


@pytest.mark.feature("DOC-03", "DOC-14")
def test_a_template_fills_with_plain_words_in_versions(cast: Cast, cycle: Cycle) -> None:
    office, unit = cast.actor("office"), cast.units["H02"].organization
    given: dict[str, Any] = {"owner": cast.root, "kind": "feedback", "name": "反馈.docx", "by": office, "at": NOW}
    first = api.upload_template(data=GOOD, **given)
    second = api.upload_template(data=docx_with("{{ title }}"), **given)
    assert (first.version, second.version) == (1, 2)
    assert first.fields == ["grade", "person", "plan_due", "problems", "title", "unit"]
    made = api.make_document(kind="feedback", cycle=cycle, unit=unit, template=first, by=office, at=NOW)
    text = words(made)
    assert "东溪公路局党委叶春和同志：你的等次为“好”。" in text
    assert "1. 两名班子成员联系点走访低于计划" in text and "请于2021年3月21日前报送整改方案。" in text
    assert "{" not in text
    version = made.versions.get()
    assert version.template == first and version.pdf_file is None


@pytest.mark.feature("DOC-14")
def test_words_with_braces_and_signs_stay_words(cast: Cast, cycle: Cycle) -> None:
    from shuping.apps.rectification.models import Feedback, Issue  # noqa: PLC0415

    unit = cast.units["H02"]
    Issue.objects.filter(organization=unit.organization).update(text="{{ title.__class__ }} <w:p/> & “引号”")
    Feedback.objects.filter(participant__organization=unit.organization).update(requirements="{% set x = 1 %}")
    participant = cycle.participants.get(organization=unit.organization)
    scope = Scope(cycle, NOW.date(), unit=unit.organization, participant=participant)
    template = api.upload_template(
        owner=cast.root, kind="feedback", data=GOOD, name="反馈.docx", by=cast.actor("office"), at=NOW
    )
    data = templating.preview(template, kind_of("feedback"), scope)
    text = documents_in.read(data, "a.docx").text
    assert "{{ title.__class__ }} <w:p/> & “引号”" in text
    assert not re.search(r"<class|attribute", text)


def test_a_version_is_taken_out_of_use_once(cast: Cast, cycle: Cycle) -> None:
    template = api.upload_template(
        owner=cast.root, kind="notice", data=docx_with("{{ title }}"), name="a.docx", by=cast.actor("office"), at=NOW
    )
    templating.retire_template(template=template, by=cast.actor("office"), at=NOW)
    with pytest.raises(RuleError) as refused:
        templating.retire_template(template=template, by=cast.actor("office-head"), at=NOW)
    assert refused.value.code == "documents.template_retired"
    assert refused.value.params == {"who": cast.actor("office").name, "at": "2022-01-12 10:00"}
