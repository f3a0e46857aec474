"""The libraries that the office keeps by date: texts to be quoted, wording, stock words."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Manager, Q, QuerySet

from shuping.adapters import cues, lexicons
from shuping.apps.audit import api as audit_api
from shuping.apps.desk.models import OfficialText, StockWord, WordingEntry
from shuping.base.actor import Actor
from shuping.core.errors import InputError, RuleError
from shuping.core.text import thin, wording
from shuping.core.text.concrete import OWN, Stock

from .common import moment, need


@transaction.atomic
def add_official_text(
    *, title: str, text: str, issued_on: date, compared: bool = False, by: Actor, at: datetime
) -> OfficialText:
    """A text that everybody must quote joins the library; `compared`: one to be carried out, not copied.

    Raises RuleError desk.title_missing, desk.text_short, desk.text_there.
    """
    words = need(text, "desk.text_short")
    if len(wording.net(words)) < LEAST_TEXT:
        raise RuleError("desk.text_short")
    name = need(title, "desk.title_missing")
    same = OfficialText.objects.filter(title=name, issued_on=issued_on, withdrawn_at=None).first()
    if same is not None:
        raise RuleError("desk.text_there", title=name, on=issued_on)
    made = OfficialText.objects.create(
        title=name, text=words, issued_on=issued_on, compared=compared, added_at=at, added_by_id=by.user_id
    )
    audit_api.record(
        "desk.official_text.added",
        by=by,
        at=at,
        about=made,
        organization_id=by.organization_id,
        details={"title": name, "compared": compared},
    )
    return made


LEAST_TEXT = 40  # net characters; a shorter one can never be a passage


@transaction.atomic
def withdraw_official_text(*, row: OfficialText, reason: str, by: Actor, at: datetime) -> None:
    """Take a text out of the library; it stays readable.

    Raises RuleError desk.withdrawn_already (at), desk.reason_missing.
    """
    _withdraw(OfficialText.objects, row.pk, "desk.official_text.withdrawn", reason, by=by, at=at)


@transaction.atomic
def add_wording(
    *,
    kind: str,
    correct: str,
    wrong: Iterable[str],
    basis: str,
    valid_from: int | None,
    valid_to: int | None,
    by: Actor,
    at: datetime,
) -> WordingEntry:
    """A line joins the office's wording library.

    Raises RuleError desk.correct_missing, desk.basis_missing, desk.years_turned, desk.wrong_is_correct,
    desk.wording_unusable.
    """
    right, ground = need(correct, "desk.correct_missing"), need(basis, "desk.basis_missing")
    forms = [form for one in wrong if (form := one.strip())]
    if right in forms:
        raise RuleError("desk.wrong_is_correct", words=right)
    _require_years(valid_from, valid_to)
    try:
        wording.Entry(kind, right, tuple(forms), ground, valid_from, valid_to)
    except InputError:
        raise RuleError("desk.wording_unusable", words=right) from None
    made = WordingEntry.objects.create(
        kind=kind,
        correct=right,
        wrong=forms,
        basis=ground,
        valid_from=valid_from,
        valid_to=valid_to,
        added_at=at,
        added_by_id=by.user_id,
    )
    audit_api.record(
        "desk.wording.added", by=by, at=at, about=made, organization_id=by.organization_id, details={"correct": right}
    )
    return made


@transaction.atomic
def withdraw_wording(*, row: WordingEntry, reason: str, by: Actor, at: datetime) -> None:
    """Take a line out of the library; it stays readable. Raises as `withdraw_official_text`."""
    _withdraw(WordingEntry.objects, row.pk, "desk.wording.withdrawn", reason, by=by, at=at)


@transaction.atomic
def add_stock_words(
    *,
    kind: str,
    words: Iterable[str],
    basis: str,
    valid_from: int | None,
    valid_to: int | None,
    by: Actor,
    at: datetime,
) -> list[StockWord]:
    """Words join the office's list of stock words, all of them or none (REP-15).

    Official wording is never counted empty, so it cannot be entered as general or hollow. Raises RuleError
    desk.stock_missing, desk.basis_missing, desk.years_turned, desk.stock_kind (kind), desk.stock_unusable (words,
    most), desk.stock_official (words), desk.stock_there (words; in one of these years already).
    """
    ground = need(basis, "desk.basis_missing")
    _require_years(valid_from, valid_to)
    forms = list(dict.fromkeys(form for one in words if (form := one.strip())))
    if not forms:
        raise RuleError("desk.stock_missing")
    for form in forms:
        try:
            Stock(form, kind, valid_from, valid_to)
        except InputError as error:
            raise RuleError(error.code, **error.params) from None
        if kind != OWN and _is_official(form):
            raise RuleError("desk.stock_official", words=form)
    there = _in_years(valid_from, valid_to).filter(words__in=forms).order_by("words").first()
    if there is not None:
        raise RuleError("desk.stock_there", words=there.words)
    rows = [
        StockWord(
            kind=kind,
            words=form,
            basis=ground,
            valid_from=valid_from,
            valid_to=valid_to,
            added_at=at,
            added_by_id=by.user_id,
        )
        for form in forms
    ]
    for row in rows:
        row.save()
    audit_api.record(
        "desk.stock_words.added",
        by=by,
        at=at,
        about=rows[0],
        organization_id=by.organization_id,
        details={"kind": kind, "words": forms},
    )
    return rows


def _in_years(first: int | None, last: int | None) -> QuerySet[StockWord]:
    """The words of the list that count in any of these years (None: open)."""
    rows = StockWord.objects.filter(withdrawn_at=None)
    if first is not None:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=first))
    if last is not None:
        rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=last))
    return rows


def _is_official(words: str) -> bool:
    """Whether words are part of what reports must quote, or all but quote it: such words are never called empty."""
    phrases = [phrase.text for phrase in cues.load_phrases()]
    own = WordingEntry.objects.filter(withdrawn_at=None).values_list("correct", flat=True)
    known = [*phrases, *(entry.correct for entry in lexicons.load_wording()), *own]
    if words in known:
        return True
    quoted = thin.formulas(words, [thin.Phrase(text) for text in known if len(text) > 3])
    return sum(end - start for start, end in quoted) * 2 >= len(words)


@transaction.atomic
def withdraw_stock_word(*, row: StockWord, reason: str, by: Actor, at: datetime) -> None:
    """Take a word out of the list; it stays readable. Raises as `withdraw_official_text`."""
    _withdraw(StockWord.objects, row.pk, "desk.stock_words.withdrawn", reason, by=by, at=at)


def _require_years(first: int | None, last: int | None) -> None:
    if first is not None and last is not None and last < first:
        raise RuleError("desk.years_turned", first=first, last=last)


def _withdraw(lines: Manager[Any], key: int, action: str, reason: str, *, by: Actor, at: datetime) -> None:
    row = lines.select_for_update().get(pk=key)
    if row.withdrawn_at is not None:
        raise RuleError("desk.withdrawn_already", at=moment(row.withdrawn_at))
    row.withdrawn_reason, row.withdrawn_at = need(reason, "desk.reason_missing"), at
    row.save(update_fields=["withdrawn_reason", "withdrawn_at"])
    audit_api.record(action, by=by, at=at, about=row, organization_id=by.organization_id, reason=reason)
