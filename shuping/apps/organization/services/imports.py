"""The register from a workbook: kept as a draft, mapped, tried, then written whole or not at all (ORG-09)."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import transaction

from shuping.adapters.sheets import SheetTable, text_of
from shuping.apps.audit import api as audit_api
from shuping.apps.organization.models import (
    Affiliation,
    Election,
    ImportDraft,
    Leadership,
    Organization,
    OrganizationName,
    Person,
    Term,
)
from shuping.apps.organization.queries import (
    holders_on,
    leaderships_on,
    liaison_holders_on,
    liaisons_on,
    secretaries_on,
)
from shuping.apps.organization.services.posts import begin_leadership, begin_term
from shuping.apps.organization.services.tree import arrange, begin_name, check_past, lock_tree, place_under
from shuping.base.actor import Actor
from shuping.core.errors import RuleError
from shuping.core.organization.columns import ALIASES, guess
from shuping.core.organization.importing import OWN_FIELDS, Known, Line, Plan, Status, fingerprint, plan
from shuping.core.organization.levels import TERM_YEARS, Level
from shuping.core.organization.order import office_key, stroke_key
from shuping.core.organization.reading import Value
from shuping.core.organization.terms import NewTerm

KEEP_DRAFTS = timedelta(days=1)
_BATCH = 400


@dataclass(frozen=True, slots=True)
class DryRun:
    """The trial: the plan, and a digest that the commit must meet again."""

    plan: Plan
    digest: str


# ---- the draft ----------------------------------------------------------------------------------------------------


@transaction.atomic
def keep_draft(*, table: SheetTable, file_name: str, valid_from: date, by: Actor, at: datetime) -> ImportDraft:
    """Keep a table that was read, with a guessed mapping; drafts older than a day go. The register stays as it is."""
    ImportDraft.objects.filter(made_at__lt=at - KEEP_DRAFTS).delete()
    tops = Organization.objects.filter(depth=1, closed_on=None).order_by("path")
    # 隶属 runs from the committee of the organs down; the leading group decides and is not the root (words.md).
    top = tops.filter(level=Organization.Level.ORGANS_COMMITTEE).first() or tops.first()
    draft = ImportDraft.objects.create(
        user_id=by.user_id or 0,
        made_at=at,
        file_name=file_name[:200],
        sheet=table.title[:60],
        columns=list(table.columns),
        rows=[
            [number, [text_of(value) for value in row]] for number, row in zip(table.numbers, table.rows, strict=True)
        ],
        mapping=guess(table.columns),
        default_parent=top,
        valid_from=valid_from,
    )
    audit_api.record(
        "organization.import.begun", by=by, at=at, details={"file": draft.file_name, "rows": len(draft.rows)}
    )
    return draft


@transaction.atomic
def set_mapping(
    *,
    draft: ImportDraft,
    mapping: Mapping[str, str],
    default_parent: Organization | None,
    valid_from: date,
    by: Actor,
    at: datetime,
) -> ImportDraft:
    """Correct which column holds which field. Raises RuleError: organization.column_twice, .name_column_missing."""
    row = ImportDraft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    chosen = {name: head for name, head in mapping.items() if name in ALIASES and head in row.columns}
    if "name" not in chosen:
        raise RuleError("organization.name_column_missing")
    repeated = next((head for head in chosen.values() if list(chosen.values()).count(head) > 1), None)
    if repeated is not None:
        raise RuleError("organization.column_twice", column=repeated)
    check_past(valid_from, at)
    row.mapping, row.default_parent, row.valid_from = chosen, default_parent, valid_from
    row.save(update_fields=["mapping", "default_parent", "valid_from"])
    audit_api.record("organization.import.mapped", by=by, at=at, details={"file": row.file_name, "mapping": chosen})
    return row


@transaction.atomic
def discard_import(*, draft: ImportDraft, by: Actor, at: datetime) -> None:
    """Drop a draft without writing anything of it."""
    details = {"file": draft.file_name}
    audit_api.record("organization.import.discarded", by=by, at=at, about=draft, details=details)
    draft.delete()


def read_draft(draft: ImportDraft) -> list[tuple[int, dict[str, str]]]:
    """The rows of a draft as (number in the file, {field: text}) by its mapping."""
    places = {name: draft.columns.index(head) for name, head in draft.mapping.items()}
    return [(number, {name: row[place] for name, place in places.items()}) for number, row in draft.rows]


def dry_run(draft: ImportDraft) -> DryRun:
    """What the draft would do to the register as it stands now; writes nothing."""
    made = plan(
        read_draft(draft),
        known_organizations(draft.valid_from),
        default_parent=draft.default_parent.code if draft.default_parent else "",
        people=_bearers(),
    )
    return DryRun(made, hashlib.sha256(fingerprint(made).encode()).hexdigest())


def _bearers() -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, code in Person.objects.filter(active=True).order_by("id").values_list("name", "organization__code"):
        found[name].append(code)
    return found


def known_organizations(on: date) -> list[Known]:
    """The whole register on a day as the import compares it; a constant number of queries."""
    everything = Organization.objects.order_by("path")
    rows = list(everything.values_list("pk", "path", "code", "name", "closed_on", *OWN_FIELDS))
    by_path = {path: code for _pk, path, code, *_rest in rows}
    secretaries, liaisons = holders_on(everything, on), liaison_holders_on(everything, on)
    leaders = leaderships_on(everything, on)
    elections = {row.organization_id: row for row in Election.objects.order_by("held_on")}
    found = []
    for pk, path, code, name, closed, *own in rows:
        values: dict[str, Value] = dict(zip(OWN_FIELDS, own, strict=True))
        holder, liaison, election = secretaries.get(pk), liaisons.get(pk), elections.get(pk)
        if holder is not None:
            values |= {
                "secretary": holder.name,
                "secretary_title": holder.title,
                "secretary_since": holder.since,
                "acting": holder.acting,
                "office_phone": holder.office_phone,
                "mobile": holder.mobile,
            }
        if liaison is not None:
            values |= {"liaison": liaison.name, "liaison_phone": liaison.mobile or liaison.office_phone}
        if election is not None:
            values |= {"elected_on": election.held_on, "term_years": election.term_years}
        for relation in leaders.get(pk, []):
            if relation.kind in ("supervising", "contact"):
                values.setdefault(f"{relation.kind}_leader", relation.leader.name)
        parent = by_path.get(path[: -Organization.steplen], "")
        found.append(Known(code, name, parent, values, closed=closed is not None))
    return found


# ---- the commit ---------------------------------------------------------------------------------------------------


@transaction.atomic
def commit_import(*, draft: ImportDraft, digest: str | None, by: Actor, at: datetime) -> Plan:
    """Write every line of the draft, or nothing. `digest`: that of the dry run the clerk has seen (None: not compared).

    Raises RuleError: organization.import_gone, .import_has_errors, .import_changed (the register changed since), and
    whatever a single act would refuse; then nothing is written.
    """
    lock_tree()
    row = ImportDraft.objects.select_for_update(of=("self",)).filter(pk=draft.pk).first()
    if row is None:
        raise RuleError("organization.import_gone", **audit_api.latest_act("organization.import", draft))
    check_past(row.valid_from, at)
    trial = dry_run(row)
    if not trial.plan.ready:
        raise RuleError("organization.import_has_errors", number=trial.plan.count(Status.WRONG))
    if digest is not None and digest != trial.digest:
        raise RuleError("organization.import_changed", **audit_api.latest_act("organization"))
    _Writer(row.valid_from).write(trial.plan)
    audit_api.record(
        "organization.import.written",
        by=by,
        at=at,
        about=row,
        details={
            "file": row.file_name,
            "from": row.valid_from,
            "new": trial.plan.count(Status.NEW),
            "changed": trial.plan.count(Status.CHANGED),
            "unchanged": trial.plan.count(Status.UNCHANGED),
            "digest": trial.digest,
        },
    )
    row.delete()
    return trial.plan


@dataclass
class _Writer:
    """Writes a plan: new rows in bulk with computed paths, changed ones through the same acts as the pages."""

    on: date
    by_code: dict[str, Organization] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))

    def write(self, made: Plan) -> None:
        """Superiors first; then names and places of changed rows; then facts, people and relations."""
        self.by_code = {row.code: row for row in Organization.objects.all()}
        for person in Person.objects.filter(active=True).order_by("id"):
            self.people[person.name].append(person)
        lines = {line.code: line for line in made.lines}
        ordered = [lines[code] for code in made.order]
        new = [line for line in ordered if line.status is Status.NEW]
        changed = [line for line in ordered if line.status is Status.CHANGED]
        self._create(new)
        for line in changed:
            self._rename_and_move(line)
        self._edit(changed)
        self._people(new, changed)

    # -- organisations

    def _create(self, lines: Sequence[Line]) -> None:
        groups: dict[str, list[Line]] = defaultdict(list)
        for line in lines:
            groups[line.parent_code].append(line)
        grown: list[str] = []
        made: list[Organization] = []
        for code, group in groups.items():
            parent = self.by_code.get(code)
            had_children = parent is None or parent.numchild > 0
            made.extend(self._add_children(parent, group))
            if had_children:
                grown.append(code)
        Organization.objects.bulk_create(made, batch_size=_BATCH)
        fresh = {line.code for line in lines}
        old = [self.by_code[code] for code in groups if code and code not in fresh]
        Organization.objects.bulk_update(old, ["numchild"], batch_size=_BATCH)
        begun = {row.pk: min(row.founded_on or self.on, self.on) for row in made}
        OrganizationName.objects.bulk_create(
            [
                OrganizationName(organization=row, name=row.name, short_name=row.short_name, valid_from=begun[row.pk])
                for row in made
            ],
            batch_size=_BATCH,
        )
        parents = {line.code: self.by_code.get(line.parent_code) for line in lines}
        Affiliation.objects.bulk_create(
            [Affiliation(organization=row, parent=parents[row.code], valid_from=begun[row.pk]) for row in made],
            batch_size=_BATCH,
        )
        for code in grown:
            arrange(Organization.objects.get(code=code) if code else None)
        self._refresh_paths()

    def _add_children(self, parent: Organization | None, lines: Sequence[Line]) -> list[Organization]:
        """New rows below `parent` with paths behind its present children, in office order among themselves."""
        depth = parent.depth + 1 if parent else 1
        prefix = parent.path if parent else ""
        step = self._last_step(prefix, depth) if parent is None or parent.pk is not None else 0
        made = []
        for line in sorted(lines, key=lambda one: office_key([(_number(one.values.get("office_order")), one.code)])):
            step += 1
            values = {name: value for name, value in line.values.items() if name in OWN_FIELDS}
            values.setdefault("founded_on", self.on)
            path = Organization._get_path(prefix + "0" * Organization.steplen, depth, step)
            row = Organization(code=line.code, name=line.name, path=path, depth=depth, numchild=0, **values)
            self.by_code[row.code] = row
            made.append(row)
        if parent is not None:
            parent.numchild += len(made)
        return made

    @staticmethod
    def _last_step(prefix: str, depth: int) -> int:
        rows = Organization.objects.filter(path__startswith=prefix, depth=depth)
        last = rows.order_by("-path").values_list("path", flat=True).first()
        return int(Organization._str2int(last[-Organization.steplen :])) if last else 0

    def _refresh_paths(self) -> None:
        places = dict(Organization.objects.values_list("code", "path"))
        for code, row in self.by_code.items():
            row.path = places.get(code, row.path)

    def _rename_and_move(self, line: Line) -> None:
        touched = {"name", "parent"} & set(line.changes)
        if not touched:
            return
        row = Organization.objects.get(code=line.code)
        if "name" in touched:
            short = str(line.values.get("short_name", row.short_name))
            begin_name(row, line.name, short, self.on)
        if "parent" in touched:
            place_under(row, Organization.objects.get(code=line.parent_code), self.on)

    def _edit(self, lines: Sequence[Line]) -> None:
        rows = {row.code: row for row in Organization.objects.filter(code__in=[line.code for line in lines])}
        reordered: set[str] = set()
        edited: list[Organization] = []
        for line in lines:
            names = [name for name in OWN_FIELDS if name in line.changes]
            for name in names:
                setattr(rows[line.code], name, line.values[name])
            if names:
                rows[line.code].revision += 1
                edited.append(rows[line.code])
            if "office_order" in names:
                reordered.add(line.parent_code)
        Organization.objects.bulk_update(edited, [*OWN_FIELDS, "revision"], batch_size=100)
        renamed = [line.code for line in lines if "short_name" in line.changes]
        current = OrganizationName.objects.filter(organization__code__in=renamed, valid_to=None)
        for noted in current.select_related("organization"):
            noted.short_name = noted.organization.short_name
            noted.save(update_fields=["short_name"])
        for code in sorted(reordered):
            arrange(Organization.objects.get(code=code) if code else None)
        self.by_code = {row.code: row for row in Organization.objects.all()}

    # -- people

    def _people(self, new: Sequence[Line], changed: Sequence[Line]) -> None:
        terms: list[Term] = []
        wanted: list[tuple[Line, str, Person]] = []
        for line in new:
            wanted.extend(
                (line, post, self._person(line, post)) for post in ("secretary", "liaison") if line.values.get(post)
            )
        fresh = [person for _, _, person in wanted if person.pk is None]
        Person.objects.bulk_create(list({id(person): person for person in fresh}.values()), batch_size=_BATCH)
        for line, post, person in wanted:
            terms.append(self._term(line, post, person))
        Term.objects.bulk_create(terms, batch_size=_BATCH)
        known = [line for line in changed if set(line.changes) - set(OWN_FIELDS) - {"name", "parent"}]
        secretaries = secretaries_on([self.by_code[line.code] for line in known], self.on)
        liaisons = liaisons_on([self.by_code[line.code] for line in known], self.on)
        for line in known:
            row = self.by_code[line.code]
            self._change_secretary(line, row, secretaries.get(row.pk))
            self._change_liaison(line, row, liaisons.get(row.pk))
        for line in (*new, *known):
            self._relations(line)

    def _person(self, line: Line, post: str) -> Person:
        """Who is meant: the namesake at the same organisation or with the same telephone, else somebody new."""
        name = str(line.values[post])
        phones = {"secretary": ("office_phone", "mobile"), "liaison": ("", "liaison_phone")}[post]
        office, mobile = (str(line.values.get(key, "")) for key in phones)
        row = self.by_code[line.code]
        for person in self.people[name]:
            if person.organization_id == row.pk or (mobile and person.mobile == mobile):
                return person
        duty = str(line.values.get("secretary_title", "")) if post == "secretary" else ""
        person = Person(
            name=name, organization=row, duty=duty, office_phone=office, mobile=mobile, stroke_key=stroke_key(name)
        )
        self.people[name].append(person)
        return person

    def _head_post(self, line: Line) -> str:
        if line.values.get("acting"):
            return "deputy_secretary"
        return "leader" if self.by_code[line.code].level == Organization.Level.GROUP else "secretary"

    def _term(self, line: Line, post: str, person: Person) -> Term:
        head = post == "secretary"
        since = line.values.get("secretary_since") if head else None
        return Term(
            organization=self.by_code[line.code],
            person=person,
            post=self._head_post(line) if head else "liaison",
            title=str(line.values.get("secretary_title", "")) if head else "",
            acting=bool(line.values.get("acting")) if head else False,
            started_on=since if isinstance(since, date) else self.on,
        )

    def _saved(self, person: Person) -> Person:
        if person.pk is None:
            person.save()
        return person

    def _change_secretary(self, line: Line, row: Organization, term: Term | None) -> None:
        if "secretary" in line.changes and line.values.get("secretary"):
            begun = self._term(line, "secretary", self._saved(self._person(line, "secretary")))
            if term is not None and term.acting and term.ended_on is None:
                # Who was in charge makes room for the secretary.
                term.ended_on = max(begun.started_on - timedelta(days=1), term.started_on)
                term.save(update_fields=["ended_on"])
            new = NewTerm(
                post=begun.post,
                started_on=begun.started_on,
                title=begun.title,
                acting=begun.acting,
                succeeds=True,
            )
            begin_term(row, begun.person, new)
            return
        if term is None:
            return
        self._correct_term(line, term)
        self._correct_person(line, term.person, {"office_phone": "office_phone", "mobile": "mobile"})

    def _correct_term(self, line: Line, term: Term) -> None:
        fields = {"secretary_title": "title", "secretary_since": "started_on", "acting": "acting"}
        names = [name for name in fields if name in line.changes]
        for name in names:
            setattr(term, fields[name], line.values[name])
        if "acting" in names:
            term.post = self._head_post(line)
        if names:
            term.save(update_fields=["title", "started_on", "acting", "post"])

    @staticmethod
    def _correct_person(line: Line, person: Person, fields: Mapping[str, str]) -> None:
        names = [name for name in fields if name in line.changes]
        for name in names:
            setattr(person, fields[name], line.values[name])
        if names:
            person.revision += 1
            person.save()

    def _change_liaison(self, line: Line, row: Organization, liaison: Person | None) -> None:
        if "liaison" in line.changes and line.values.get("liaison"):
            last = self.on - timedelta(days=1)
            Term.objects.filter(organization=row, post="liaison", ended_on=None, started_on__lt=self.on).update(
                ended_on=last
            )
            person = self._saved(self._person(line, "liaison"))
            begin_term(row, person, NewTerm(post="liaison", started_on=self.on))
        elif liaison is not None:
            self._correct_person(line, liaison, {"liaison_phone": "mobile"})

    def _relations(self, line: Line) -> None:
        row = self.by_code[line.code]
        for name in ("supervising_leader", "contact_leader"):
            if name in line.changes and line.values.get(name):
                kind = name.removesuffix("_leader")
                if kind == "supervising":
                    last = self.on - timedelta(days=1)
                    Leadership.objects.filter(
                        organization=row, kind=kind, valid_to=None, valid_from__lt=self.on
                    ).update(valid_to=last)
                begin_leadership(row, self.people[str(line.values[name])][0], kind, self.on)
        if {"elected_on", "term_years"} & set(line.changes):
            self._election(line, row)

    @staticmethod
    def _election(line: Line, row: Organization) -> None:
        elected = line.values.get("elected_on")
        years = _number(line.values.get("term_years")) or TERM_YEARS[Level(row.level)]
        if isinstance(elected, date):
            Election.objects.update_or_create(organization=row, held_on=elected, defaults={"term_years": years})
            return
        last = row.elections.order_by("-held_on").first()
        if last is not None:
            last.term_years = years
            last.save(update_fields=["term_years"])


def _number(value: Value) -> int:
    return value if isinstance(value, int) else 0
