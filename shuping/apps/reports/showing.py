"""Findings and texts as pages show them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise

from shuping.core.reports.checks import Finding
from shuping.core.reports.sections import SECTIONS

from .models import ReportVersion
from .wording import SECTION_NAMES, SEVERITY_NAMES, finding_text

_COLOURS = {"refuse": "error", "warn": "wait", "hint": "info"}


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """One finding: how grave, where, the sentence with its remedy, the rule."""

    severity: str | Promise
    colour: str
    section: str
    place: str | Promise
    text: str
    rule: str


def shown(findings: Iterable[Finding | Mapping[str, object]]) -> list[ShownFinding]:
    """Findings of the checks, or as a version keeps them."""
    return [_one(finding) for finding in findings]


def _one(finding: Finding | Mapping[str, object]) -> ShownFinding:
    if isinstance(finding, Finding):
        severity, section, params = finding.severity, finding.section, finding.params
        code, rule = finding.code, finding.rule
    else:
        severity, section = str(finding["severity"]), str(finding["section"])
        params = dict(finding["params"])  # type: ignore[call-overload]
        code, rule = str(finding["code"]), str(finding["rule"])
    return ShownFinding(
        SEVERITY_NAMES[severity],
        _COLOURS[severity],
        section,
        SECTION_NAMES.get(section, ""),
        finding_text(code, params),
        rule,
    )


@dataclass(frozen=True, slots=True)
class ShownSection:
    """One section for reading: its heading and its paragraphs."""

    key: str
    name: str | Promise
    paragraphs: list[str]
    answers: list[Mapping[str, object]]


def shown_sections(version: ReportVersion) -> list[ShownSection]:
    """The sections of a version in official order; last year's answers stand beside the lines they answer."""
    found = []
    for key in SECTIONS:
        text = version.sections.get(key, "")
        answers = version.answers if key == "last_year" else []
        for answer in answers:
            text = text.replace(str(answer["answer"]), "", 1)
        paragraphs = [line for line in text.splitlines() if line.strip()]
        if paragraphs or answers:
            found.append(ShownSection(key, SECTION_NAMES[key], paragraphs, answers))
    return found
