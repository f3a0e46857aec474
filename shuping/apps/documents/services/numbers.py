"""发文字号 by rule: one row per number, so that none is given twice and none is missing without a reason."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from shuping.apps.audit import api as audit_api
from shuping.apps.documents import queries
from shuping.apps.documents.models import Document, Issuer, NumberUse
from shuping.base import clock
from shuping.base.actor import Actor
from shuping.core.documents import numbering
from shuping.core.documents.states import State
from shuping.core.documents.values import Number
from shuping.core.errors import RuleError

from . import versions
from .rows import lock, note, told, touch

MOST_RESERVED = 500


@transaction.atomic
def save_issuer(
    *,
    organization: Any,
    name: str,
    head: str,
    office: str,
    code_word: str,
    active: bool = True,
    issuer: Issuer | None = None,
    revision: int | None = None,
    by: Actor,
    at: datetime,
) -> Issuer:
    """Keep an issuer with its 机关代字; a code word that has given numbers does not change any more.

    Raises RuleError `documents.code_word_taken`, `documents.code_word_used`, `documents.number_form`,
    `documents.rule_changed_meanwhile` (who, at).
    """
    numbering.reading(f"{code_word.strip()}〔2000〕1号")  # the form of the code word itself
    taken = Issuer.objects.select_for_update().filter(code_word=code_word.strip())
    if any(other != issuer for other in taken):
        raise RuleError("documents.code_word_taken", word=code_word.strip())
    row = Issuer.objects.select_for_update().get(pk=issuer.pk) if issuer else Issuer(organization=organization)
    if issuer is not None and row.revision != revision:
        raise RuleError("documents.rule_changed_meanwhile", **told(row.changed_by, row.changed_at))
    if row.pk and row.code_word != code_word.strip() and row.numbers.exists():
        raise RuleError("documents.code_word_used", word=row.code_word)
    row.name, row.head, row.office = name.strip(), head.strip(), office.strip()
    row.code_word, row.active = code_word.strip(), active
    row.revision += 1
    row.changed_by, row.changed_at = by.name[:100], at
    row.save()
    details = {"name": row.name, "code_word": row.code_word, "active": active}
    audit_api.record(
        "documents.issuer.kept", by=by, at=at, about=row, organization_id=row.organization_id, details=details
    )
    return row


def _locked_issuer(issuer: Issuer) -> Issuer:
    """The issuer's row, locked: whoever numbers waits here for the one before."""
    return Issuer.objects.select_for_update().get(pk=issuer.pk)


def _taken(issuer: Issuer, year: int) -> list[Number]:
    rows = NumberUse.objects.filter(issuer=issuer, year=year).values_list("serial", flat=True)
    return [Number(issuer.code_word, year, serial) for serial in rows]


@transaction.atomic
def take_number(
    *, document: Document, number: str = "", revision: int | None = None, by: Actor, at: datetime
) -> NumberUse:
    """Give a paper the next number of its issuer in the year of the day, or the one typed by hand.

    Raises RuleError `documents.no_issuer`, `documents.not_numbered`, `documents.number_given`,
    `documents.number_form`, `documents.number_year`, `documents.number_taken`, `documents.number_gap`,
    `documents.number_code`.
    """
    row = lock(document, revision)
    if row.state not in (State.DRAFT, State.REVIEW, State.SIGNED):
        raise RuleError("documents.not_numbered")
    if queries.number_use(row) is not None:
        raise RuleError("documents.number_given")
    if row.issuer is None:
        raise RuleError("documents.no_issuer")
    issuer, today = _locked_issuer(row.issuer), clock.local_day(at)
    taken = _taken(issuer, today.year)
    chosen = numbering.reading(number) if number.strip() else numbering.next_number(issuer.code_word, today, taken)
    if chosen.code != issuer.code_word:
        raise RuleError("documents.number_code", found=chosen.code, expected=issuer.code_word)
    numbering.refuse_number(chosen, today, taken)
    try:
        with transaction.atomic():
            use = NumberUse.objects.create(
                issuer=issuer, year=chosen.year, serial=chosen.serial, document=row, at=at, user_id=by.user_id
            )
    except IntegrityError:
        raise RuleError("documents.number_taken", number=numbering.written(chosen)) from None
    touch(row, by)
    versions.draw_again(row, str(use), by=by, at=at)
    note(row, "numbered", str(use), by=by, at=at, details={"number": str(use)})
    return use


@transaction.atomic
def give_number_back(*, document: Document, reason: str, revision: int | None = None, by: Actor, at: datetime) -> None:
    """Take the number from a paper that was not issued. The last one may be given again; an earlier one stays, with
    the reason why no paper holds it. Raises RuleError `documents.number_spent`, `documents.reason_needed`.
    """
    row = lock(document, revision)
    use = queries.number_use(row)
    if use is None or row.state == State.ISSUED or row.issued_on is not None:
        raise RuleError("documents.number_spent")
    if not reason.strip():
        raise RuleError("documents.reason_needed")
    _locked_issuer(use.issuer)
    said = str(use)
    last = not NumberUse.objects.filter(issuer=use.issuer, year=use.year, serial__gt=use.serial).exists()
    if last:
        use.delete()
    else:
        use.document, use.reason = None, reason.strip()[:300]
        use.save()
    touch(row, by)
    versions.draw_again(row, "", by=by, at=at)
    note(row, "number_back", f"{said}：{reason.strip()}", by=by, at=at, reason=reason.strip(), details={"number": said})


@transaction.atomic
def reserve_numbers(*, issuer: Issuer, year: int, last: int, reason: str, by: Actor, at: datetime) -> list[NumberUse]:
    """Record that the numbers up to `last` are held by papers of another register, with the reason.

    Raises RuleError `documents.reason_needed`, `documents.reserve_range` (first free number, most at once).
    """
    if not reason.strip():
        raise RuleError("documents.reason_needed")
    row = _locked_issuer(issuer)
    taken = {number.serial for number in _taken(row, year)}
    wanted = [serial for serial in range(1, last + 1) if serial not in taken] if last <= 99_999 else []
    if not wanted or len(wanted) > MOST_RESERVED:
        raise RuleError("documents.reserve_range", most=MOST_RESERVED, last=max(taken, default=0))
    made = NumberUse.objects.bulk_create(
        NumberUse(issuer=row, year=year, serial=serial, reason=reason.strip()[:300], at=at, user_id=by.user_id)
        for serial in wanted
    )
    details = {"year": year, "first": wanted[0], "last": wanted[-1], "count": len(wanted)}
    audit_api.record(
        "documents.numbers.reserved",
        by=by,
        at=at,
        about=row,
        organization_id=row.organization_id,
        reason=reason.strip(),
        details=details,
    )
    return made
