"""Every kind of paper from the demonstration, to be looked at: `python -m shuping.dev.papers FOLDER`.

Builds the demonstration's data in FOLDER/data (built once, used again), makes one paper of every kind
through the services from the newest round that has its data, writes docx and PDF, the PDF's pages as pictures, and,
where LibreOffice stands ready, the docx as LibreOffice prints it. Nothing of it is kept in the repository.
"""

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from shuping.dev.demo.__main__ import DAY, prepare

SCALE = 1.4  # of the pictures: 100 points to the inch, enough to read
SELF = "self_evaluation"


def main(argv: list[str]) -> int:
    """Write every kind; 1 if one could not be made or has findings of the format checker."""
    parser = argparse.ArgumentParser(prog="python -m shuping.dev.papers", description="Print every kind of paper.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("kinds", nargs="*", help="only these kinds")
    parser.add_argument("--today", type=date.fromisoformat, default=DAY)
    asked = parser.parse_args(argv)
    data = asked.folder.resolve() / "data"
    if not (data / "log-ins.txt").exists():
        subprocess.run([sys.executable, "-m", "shuping.dev.demo.build", str(data), asked.today.isoformat()], check=True)
    copy = data.with_name("copy")  # what is made here must not stand in the way of the next run
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(data, copy)
    prepare(copy, asked.today)
    import django  # noqa: PLC0415  (settings stand only now)

    django.setup()
    return _print(asked.folder.resolve(), set(asked.kinds), asked.today)


def _print(folder: Path, wanted: set[str], day: date) -> int:
    from shuping.apps.documents import api  # noqa: PLC0415
    from shuping.dev.demo.moments import at  # noqa: PLC0415

    _self_evaluation(at(day, 8))
    failed = 0
    words: dict[str, bytes] = {}
    for number, kind in enumerate(api.KINDS, start=1):
        if wanted and kind.code not in wanted:
            continue
        try:
            paper = _issued(kind, _made(kind, at(day, 9)), at(day, 10))
        except LookupError as missing:
            print(f"{kind.code:20} not made: {missing}")
            failed += 1
            continue
        name = f"{number:02}-{kind.code}"
        failed += _written(paper, folder / "papers", name)
        words[name] = (folder / "papers" / f"{name}.docx").read_bytes()
    _office(folder / "papers", words)
    return 1 if failed else 0


def _made(kind: Any, moment: Any) -> Any:
    """The first paper of the kind that some round and subject can give. Raises LookupError with the reasons."""
    from django.db import transaction  # noqa: PLC0415

    from shuping.apps.documents import api  # noqa: PLC0415
    from shuping.core.errors import RuleError  # noqa: PLC0415

    reasons: dict[str, None] = {}
    for cycle, options in _subjects(kind):
        maker = _maker(kind, cycle, options.get("unit"))
        if maker is None:
            reasons["nobody may make it"] = None
            continue
        try:
            with transaction.atomic():
                return api.make_document(kind=kind.code, cycle=cycle, by=maker, at=moment, **options)
        except RuleError as refused:
            reasons[f"{refused.code} {refused.params.get('what', '')}".strip()] = None
    raise LookupError("; ".join(reasons))


def _issued(kind: Any, paper: Any, moment: Any) -> Any:
    """A numbered paper of the department goes the whole way, so that number, signature day and imprint stand on it."""
    from shuping.apps.accounts.models import RoleAssignment  # noqa: PLC0415
    from shuping.apps.accounts.queries import actor_from  # noqa: PLC0415
    from shuping.apps.documents import api  # noqa: PLC0415

    if not kind.numbered or paper.issuer is None or paper.owner_id != paper.cycle.organizer_id:
        return paper
    held = RoleAssignment.objects.select_related("user", "organization")
    office, head = (
        actor_from(one, one.user) for one in (held.get(user__username=name) for name in ("office", "office-head"))
    )
    if paper.state == "draft":
        api.hand_over(document=paper, by=office, at=moment)
    api.take_number(document=paper, by=office, at=moment)
    api.sign_document(document=paper, by=head, at=moment)
    return api.issue_document(document=paper, by=head, at=moment)


def _self_evaluation(moment: Any) -> None:
    """The department's plan asks for no self-evaluation sheet: its printed form is shown with an approved report."""
    from shuping.apps.reports.models import Report, ReportVersion  # noqa: PLC0415

    source = ReportVersion.objects.filter(report__kind="written", report__state="approved", submitted=True).last()
    if source is None:
        return
    report = Report.objects.create(participant=source.report.participant, kind=SELF, state="approved", round_number=1)
    sections = {key: source.sections.get(key, "") for key in ("achievements", "problems", "plans")}
    ReportVersion.objects.create(
        report=report,
        number=1,
        sections=sections,
        length=source.length,
        problem_length=source.problem_length,
        at=moment,
        user=source.user,
        submitted=True,
        round_number=1,
    )


def _subjects(kind: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Rounds of the department, newest first, with every unit, problem or class the kind asks for."""
    from shuping.apps.cycles import api as cycles  # noqa: PLC0415
    from shuping.apps.documents.kinds.common import CLASS, ISSUE, UNIT  # noqa: PLC0415
    from shuping.apps.rectification.models import Issue  # noqa: PLC0415

    rounds = cycles.Cycle.objects.filter(rehearsal=False, parent=None).order_by("-year")
    for cycle in rounds:
        if kind.per == ISSUE:
            issues = Issue.objects.filter(cycle=cycle).select_related("organization").order_by("pk")
            yield from ((cycle, {"unit": one.organization, "subject": f"issue:{one.pk}"}) for one in issues)
        elif kind.per == CLASS:
            yield from ((cycle, {"subject": f"class:{one.code}"}) for one in cycles.rules_of(cycle).classes)
        elif kind.per == UNIT:
            yield from ((cycle, {"unit": one.organization}) for one in cycles.reporters(cycle))
        else:
            yield cycle, {}


def _maker(kind: Any, cycle: Any, unit: Any) -> Any:
    """Somebody of the demonstration who may make the paper: the unit's own people first where it is the unit's."""
    from shuping.apps.accounts.models import RoleAssignment  # noqa: PLC0415
    from shuping.apps.accounts.queries import actor_from  # noqa: PLC0415
    from shuping.apps.documents import access  # noqa: PLC0415

    rows = RoleAssignment.objects.select_related("user", "organization").order_by("pk")
    own = unit.pk if kind.of_unit and unit is not None else None
    held = sorted(rows, key=lambda one: (one.organization_id != own, one.user.username != "office"))
    actors = (actor_from(one, one.user) for one in held)
    return next(
        (one for one in actors if access.may_make(one, kind, cycle, unit if kind.per != "class" else None)), None
    )


def _written(paper: Any, folder: Path, name: str) -> int:
    """Both files, the pictures, and what the format checker says of the docx: how many findings."""
    from shuping.apps.documents import api  # noqa: PLC0415
    from shuping.apps.documents.services import checking, versions  # noqa: PLC0415

    version = paper.versions.order_by("number").last()
    word, pdf = api.file_data(version.word_file), api.file_data(version.pdf_file)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.docx").write_bytes(word)
    (folder / f"{name}.pdf").write_bytes(pdf)
    pages = _pictures(pdf, folder / name)
    found = checking.findings(word, version.word_file.name, versions.layout_of(paper))
    for one in found:
        print("  ", one)
    print(f"{paper.kind:20} {paper.cycle.year} pages {pages} findings {len(found)}  {paper.title}")
    return len(found)


def _pictures(pdf: bytes, stem: Path, mark: str = "") -> int:
    """The pages as PNG; how many there are."""
    import pypdfium2  # noqa: PLC0415

    paper = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(paper, start=1):
        page.render(scale=SCALE).to_pil().save(f"{stem}{mark}-{number:02}.png")
    return len(paper)


def _office(folder: Path, words: dict[str, bytes]) -> None:
    """Every docx as LibreOffice prints it, with its pictures; says which has other pages than its PDF."""
    import pypdfium2  # noqa: PLC0415

    from shuping.dev import office  # noqa: PLC0415

    if office.program() is None:
        print("LibreOffice is not installed: no docx was printed")
        return
    (folder / "office").mkdir(exist_ok=True)
    for name, data in office.printed(words).items():
        (folder / "office" / f"{name}.pdf").write_bytes(data)
        pages = _pictures(data, folder / name, "-docx")
        if pages != (own := len(pypdfium2.PdfDocument(folder / f"{name}.pdf"))):
            print(f"{name}: {pages} pages from LibreOffice, {own} in the PDF")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
