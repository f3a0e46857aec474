"""What other apps may call."""

from shuping.apps.cycles.api import Cycle
from shuping.core.reports.values import NewEvidence

from .access import evidence_within, find_report, reports_within, versions_holding, visible_versions
from .damage import damage
from .gaps import gaps
from .models import Evidence, EvidenceUse, LastYearLine, Report, ReportVersion, StoredFile, Upload
from .queries import (
    ApprovedText,
    KindProgress,
    Progress,
    approved_text,
    evidence_files,
    evidence_for,
    evidence_of,
    facts,
    full_sections,
    latest_hand_in,
    latest_written,
    lines_of,
    outline_problems,
    outline_texts,
    progress,
    sections_of,
)
from .services.drafts import keep_version, prepare, save_draft, take_over, upload
from .services.evidence import add_evidence, leave_evidence, use_evidence
from .services.following import follow_replacement
from .services.handing_in import submit, withdraw
from .services.opening import LastYear, finalise, open_missing_reports, open_reports, unfinalise
from .services.outlines import write_outline
from .services.review import approve, return_report
from .waiting import waiting
from .wording import SECTION_NAMES, finding_text

__all__ = [
    "gaps",
    "ApprovedText",
    "Evidence",
    "EvidenceUse",
    "KindProgress",
    "LastYear",
    "LastYearLine",
    "NewEvidence",
    "Progress",
    "Report",
    "ReportVersion",
    "SECTION_NAMES",
    "StoredFile",
    "Upload",
    "add_evidence",
    "approve",
    "approved_text",
    "archive",
    "damage",
    "evidence_files",
    "evidence_for",
    "evidence_of",
    "evidence_within",
    "facts",
    "finalise",
    "find_report",
    "finding_text",
    "follow_replacement",
    "full_sections",
    "keep_version",
    "latest_hand_in",
    "latest_written",
    "lines_of",
    "open_missing_reports",
    "open_reports",
    "leave_evidence",
    "outline_problems",
    "outline_texts",
    "prepare",
    "progress",
    "reports_within",
    "return_report",
    "save_draft",
    "sections_of",
    "submit",
    "take_over",
    "unfinalise",
    "upload",
    "use_evidence",
    "versions_holding",
    "visible_versions",
    "waiting",
    "wipe",
    "withdraw",
    "write_outline",
]


def archive(cycle: Cycle) -> dict[str, object]:
    """What belongs into the year's file, in roster order: each text as it was approved, and the comment outlines."""
    texts, outlines = [], []
    for participant in cycle.participants.order_by("order_no", "id"):
        for kind in Report.Kind.values:
            text = approved_text(participant, kind)
            if text is not None:
                texts.append(
                    {
                        "reporter": str(participant),
                        "kind": kind,
                        "title": text.title,
                        "sections": text.sections,
                        "last_year": text.answers,
                        "length": text.length,
                        "handed_in_at": text.at.isoformat(),
                    }
                )
        good, requirements = outline_texts(participant)
        problems = [words for _key, words in outline_problems(participant)]
        if good or problems or requirements:
            outlines.append(
                {"reporter": str(participant), "good": good, "problems": problems, "requirements": requirements}
            )
    return {"reports": texts, "comment_outlines": outlines}


def wipe(cycle: Cycle) -> None:
    """Delete every row of a rehearsal. Evidence stays: it belongs to the units, only its uses here go."""
    reports = Report.objects.filter(participant__cycle=cycle)
    targets = [f"report:{pk}" for pk in reports.values_list("pk", flat=True)]
    EvidenceUse.objects.filter(target__in=targets).delete()
    reports.delete()
    LastYearLine.objects.filter(participant__cycle=cycle).delete()
    cycle_outlines = [row.comment_outline for row in cycle.participants.filter(comment_outline__isnull=False)]
    for outline in cycle_outlines:
        outline.delete()
