"""`shuping import FILE.xlsx [--dry-run]`: read the register from a workbook; a report line per row; all or nothing."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from shuping.adapters.sheets import MAX_BYTES, read_table
from shuping.commands.answers import DONE, FALLS_SHORT, CommandRefused, Parser, one_line, print_json, progress
from shuping.commands.house import open_house
from shuping.core.errors import InputError, RuleError
from shuping.core.organization.importing import Line, Plan, Status

if TYPE_CHECKING:
    from shuping.apps.organization.models import ImportDraft


def _arguments(argv: list[str]) -> tuple[Path, str | None, date | None, bool, bool]:
    parser = Parser(prog="shuping import", description="Read organisations and people from a workbook (.xlsx, .csv).")
    parser.add_argument("file", type=Path, metavar="FILE.xlsx")
    parser.add_argument("--sheet", help="the sheet to read (default: the first with content)")
    parser.add_argument("--from", dest="valid_from", type=date.fromisoformat, help="day from which changes hold")
    parser.add_argument("--dry-run", action="store_true", help="report only, write nothing")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    given = parser.parse_args(argv)
    return given.file, given.sheet, given.valid_from, given.dry_run, given.json


def run(argv: list[str]) -> int:
    """Exit code 0: written (or, with --dry-run, could be); 1: rows with errors, nothing written; 2: unusable file."""
    path, sheet, valid_from, only_try, as_json = _arguments(argv)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CommandRefused(f"{path}: larger than {MAX_BYTES // 1024 // 1024} MB")
        data = path.read_bytes()
    except OSError as error:
        raise CommandRefused(f"{path}: {error.strerror or error}") from None
    open_house()
    return _run(path, data, sheet, valid_from, only_try=only_try, as_json=as_json)


def _run(path: Path, data: bytes, sheet: str | None, valid_from: date | None, *, only_try: bool, as_json: bool) -> int:
    # Django's apps load only now, after the settings are known.
    from django.db import transaction  # noqa: PLC0415

    from shuping.apps.organization import api  # noqa: PLC0415
    from shuping.base import clock  # noqa: PLC0415
    from shuping.base.actor import SYSTEM  # noqa: PLC0415

    at = clock.now()
    with transaction.atomic():
        try:
            table = read_table(data, sheet=sheet)
        except InputError as error:
            raise CommandRefused(f"{path}: {_words(error.code, error.params)}") from None
        draft = api.keep_draft(
            table=table, file_name=path.name, valid_from=valid_from or clock.local_day(at), by=SYSTEM, at=at
        )
        trial = api.dry_run(draft)
        _report(path, draft, trial.plan, as_json=as_json)
        if not trial.plan.ready or only_try:
            transaction.set_rollback(True)
            return DONE if trial.plan.ready else FALLS_SHORT
        try:
            api.commit_import(draft=draft, digest=trial.digest, by=SYSTEM, at=at)
        except RuleError as error:
            raise CommandRefused(f"{path}: {_words(error.code, error.params)}") from None
    progress(f"{path}: written")
    return DONE


def _words(code: str, params: object) -> str:
    from shuping.base.wording import sentence  # noqa: PLC0415

    return one_line(sentence(RuleError(code, **dict(params))))  # type: ignore[call-overload]


def _report(path: Path, draft: "ImportDraft", plan: Plan, *, as_json: bool) -> None:
    counts = {status.value: plan.count(status) for status in Status}
    if as_json:
        print_json(
            {
                "file": path.name,
                "columns": draft.mapping,
                "counts": counts,
                "rows": [
                    {
                        "row": line.number,
                        "code": line.code,
                        "name": line.name,
                        "status": line.status.value,
                        "findings": _findings(line),
                    }
                    for line in plan.lines
                ],
            }
        )
        return
    for line in plan.lines:
        if line.status is Status.UNCHANGED and not line.findings:
            continue
        said = "; ".join(f"{one['severity']}: {one['text']}" for one in _findings(line))
        print(f"{line.number}\t{line.status.value}\t{line.code}\t{line.name}\t{said}".rstrip())
    print("\t".join(f"{name} {count}" for name, count in counts.items()))


def _findings(line: Line) -> list[dict[str, object]]:
    return [{"severity": one.severity, "code": one.code, "text": _words(one.code, one.params)} for one in line.findings]
