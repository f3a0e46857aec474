"""Whatever is posted to whatever address, the answer is a page or a sentence, never a failure of the machine.

The form that arrives answers every field name with the hostile value, so no list of fields can be out of date. While
it runs, the database is as strict as PostgreSQL: a text with NUL, a text longer than its column and a number beyond
its column fail, as they would there; SQLite alone would store them.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from html.parser import HTMLParser
from io import BytesIO
from itertools import cycle
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, models, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from shuping.core.roles.catalog import Role
from tests.factories.permission_table import Row
from tests.factories.world import World

from .test_permissions import reached, rows

NUMBER = "1" + "0" * 30
# On every address; NUL is refused before any address is reached (tests/apps/base/test_bounds.py).
VALUES: dict[str, list[str]] = {
    "words of 300 signs": ["甲" * 300],
    "far too big": [NUMBER],
}
# One of these on each address in turn: all of them on all would take minutes.
IN_TURN: dict[str, list[str]] = {
    "below nothing": ["-1"],
    "not UTF-8": [b"\xff\xfe\xc3".decode("utf-8", "replace")],
    "endless": ["1e999999"],
    "digits of elsewhere": ["²"],
    "a structure": ['[{"a": [null]}]'],
    "the last moment": ["9999-12-31T23:59"],
    "the first day": ["0001-01-01"],
    "many": [str(one) for one in range(-3, 300)],
    "long words": ["甲" * 70_000],
    "marks": ["<a=1&b[]='%s%(x)s{0}\r\n\u2028"],
    "not a number": ["NaN"],
}


class Blanks(HTMLParser):
    """The fields of a page's forms with the values that a browser would send; `words` are those one types into."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.words: set[str] = set()
        self.select = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember the field."""
        found = {name: value or "" for name, value in attrs}
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag == "select":
            self.select = name
        elif tag == "option" and self.select and (found.get("value") or self.select not in self.fields):
            if "selected" in found or not self.fields.get(self.select):
                self.fields[self.select] = found.get("value", "")
        elif tag == "textarea" or (tag == "input" and kind in ("text", "search", "number", "url")):
            self.words.add(name)
        elif tag == "input" and kind == "date":
            self.fields[name] = found.get("value") or "2021-01-15"
        elif tag == "input" and kind == "datetime-local":
            self.fields[name] = found.get("value") or "2021-01-25T09:00"
        elif tag == "input" and kind not in ("file", "submit", "password"):
            self.fields[name] = found.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        """A choice ends."""
        if tag == "select":
            self.select = ""

    def filled(self, text: str) -> QueryDict:
        """The form as sent, `text` in every field for words."""
        sent = QueryDict(mutable=True)
        for name, value in {**self.fields, **dict.fromkeys(self.words, text)}.items():
            sent[name] = value
        return sent


class Answering(QueryDict):
    """A form that has every field, each with the same values."""

    def __init__(self, values: list[str], **_: Any) -> None:
        super().__init__("", mutable=True)
        self.values_of_all = values
        self.setlist("any", list(values))

    def __deepcopy__(self, memo: Any) -> "Answering":
        return Answering(self.values_of_all)

    copy = __copy__ = lambda self: Answering(self.values_of_all)

    def __contains__(self, key: object) -> bool:
        return key != "confirm_password"

    def __getitem__(self, key: str) -> Any:
        return self.values_of_all[-1]

    def get(self, key: str, default: Any = None) -> Any:
        """The last value, as Django takes it."""
        return self.values_of_all[-1] if key in self else default

    def getlist(self, key: str, default: Any = None) -> list[Any]:
        """All values."""
        return list(self.values_of_all)


class Files(MultiValueDict):  # type: ignore[type-arg]
    """Uploads under every name."""

    def __init__(self, name: str, content: bytes) -> None:
        super().__init__({"file": []})
        self.made = lambda: SimpleUploadedFile(name, content)

    def __contains__(self, key: object) -> bool:
        return True

    def __getitem__(self, key: str) -> Any:
        return self.made()

    def get(self, key: str, default: Any = None) -> Any:
        """One upload."""
        return self.made()

    def getlist(self, key: str, default: Any = None) -> list[Any]:
        """One upload."""
        return [self.made()]


def zipped(names: Mapping[str, bytes]) -> bytes:
    """A zip file as workbooks and documents are."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return target.getvalue()


ENTITY = b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
BOMB = zipped({"[Content_Types].xml": b" " * 210_000_000, "xl/workbook.xml": b"x", "word/document.xml": b"x"})
UPLOADS = [
    ("甲.xlsx", b""),
    ("甲.xlsx", b"PK\x03\x04broken"),
    ("甲.docx", zipped({"[Content_Types].xml": b"<a", "word/document.xml": ENTITY})),
    ("甲.xlsx", zipped({"[Content_Types].xml": b"<a", "xl/workbook.xml": ENTITY})),
    ("甲.csv", "单位,问题\n甲,乙\x00丙\n".encode() * 900),
    ("甲.xlsx", BOMB),
    ("甲.docx", BOMB),
    ("甲\x00" * 200 + ".pdf", b"%PDF-1.4"),
    ("../../" + "甲" * 300 + ".txt", b"\xff\xfe\x00"),
]


def written(sql: str) -> tuple[str, list[str]]:
    """The table that a statement writes to, and its columns in the order of the parameters."""
    if found := re.match(r'INSERT (?:OR IGNORE )?INTO "(\w+)" \(([^)]*)\)', sql):
        return found[1], re.findall(r'"(\w+)"', found[2])
    if found := re.match(r'UPDATE "(\w+)" SET (.*?)(?: WHERE |$)', sql, re.DOTALL):
        return found[1], re.findall(r'"(\w+)" = %s', found[2])
    return "", []


def fits(field: Any, value: object) -> bool:
    """Whether a column of PostgreSQL takes a value."""
    if isinstance(value, str) and field.max_length is not None:
        return len(value) <= field.max_length
    if isinstance(value, int) and isinstance(field, models.IntegerField):
        bits = 63 if "Big" in field.get_internal_type() else 31
        return -(2**bits) <= value < 2**bits
    if value is not None and isinstance(field, models.DecimalField):
        return abs(Decimal(str(value))) < Decimal(10) ** (field.max_digits - field.decimal_places)
    return True


def as_strict_as_postgresql() -> Callable[..., Any]:
    """A wrapper of every statement that refuses what PostgreSQL would refuse."""
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    fields = {name: {one.column: one for one in model._meta.concrete_fields} for name, model in tables.items()}

    def check(sql: str, params: Any) -> None:
        table, names = written(sql)
        for place, value in enumerate(params):
            if isinstance(value, str) and ("\x00" in value or "\\u0000" in value):
                raise AssertionError(f"NUL in {sql[:200]}")
            if names and table in fields and (place < len(names) or sql.startswith("INSERT")):
                field = fields[table][names[place % len(names)]]
                if not fits(field, value):
                    raise AssertionError(f"{field} does not take {str(value)[:40]}")

    def execute(go: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        for one in params if many else [params]:
            check(sql, one or ())
        return go(sql, params, many, context)

    return execute


@pytest.fixture
def strict(db: None) -> Iterator[None]:
    """PostgreSQL's refusals on any database."""
    with connection.execute_wrapper(as_strict_as_postgresql()):
        yield


class Attacker:
    """Somebody who is allowed in and sends what nobody should."""

    def __init__(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        self.world, self.monkeypatch = world, monkeypatch
        self.actors = {role: world.actor(role.value) for role in Role}
        # Before anything is rolled back: a session made later would be gone with the row it was made for.
        self.clients = {role: self.log_in(role) for role in Role}
        self.failures: list[str] = []
        self.sent = self.turned_away = 0
        self.door = reverse(settings.LOGIN_URL)

    def log_in(self, role: Role) -> tuple[Client, str]:
        """Logged in with the password confirmed, and the key of the session."""
        client = Client()
        client.force_login(self.world.user(role.value), backend="django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["confirmed_at"] = 4_000_000_000
        session.save()
        return client, client.cookies[settings.SESSION_COOKIE_NAME].value

    def client(self, role: Role) -> Client:
        """The browser of a role; an earlier request may have taken its cookie away."""
        client, key = self.clients[role]
        client.cookies[settings.SESSION_COOKIE_NAME] = key
        return client

    def way_in(self, row: Row) -> Role | None:
        """A role that gets through."""
        order = [Role.OFFICE_HEAD, Role.OFFICE, Role.REPORTER, Role.CLERK, *Role]
        return next((role for role in order if reached(self.actors[role], row, self.world, "own")), None)

    def send(self, row: Row, role: Role, kwargs: Mapping[str, object], what: str, post: Any, files: Any = None) -> None:
        """One request; what it wrote is rolled back."""
        self.sent += 1
        with self.monkeypatch.context() as patch:
            patch.setattr(WSGIRequest, "POST", post)
            patch.setattr(WSGIRequest, "FILES", files if files is not None else MultiValueDict())
            try:
                with transaction.atomic():
                    answer = self.client(role).post(reverse(row.url, kwargs=dict(kwargs)))
                    self.turned_away += str(answer.headers.get("Location", "")).startswith(self.door)
                    if answer.status_code >= 500:
                        self.failures.append(f"{row.url} as {role.value}, {what}: {answer.status_code}")
                    transaction.set_rollback(True)
            except Exception as error:  # noqa: BLE001  (every kind of failure is what is looked for)
                self.failures.append(f"{row.url} as {role.value}, {what}: {type(error).__name__} {str(error)[:160]}")

    def get(self, row: Row, role: Role, kwargs: Mapping[str, object], asked: Mapping[str, str] | None = None) -> None:
        """Look at an address that nobody offers."""
        self.sent += 1
        try:
            with transaction.atomic():
                answer = self.client(role).get(reverse(row.url, kwargs=dict(kwargs)), asked or {})
                if answer.status_code >= 500:
                    self.failures.append(f"{row.url} as {role.value}, {kwargs} {asked}: {answer.status_code}")
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001
            self.failures.append(f"{row.url} as {role.value}, {kwargs} {asked}: {type(error).__name__} {error}"[:300])


@pytest.fixture
def attacker(world: World, strict: None, monkeypatch: pytest.MonkeyPatch) -> Attacker:
    """See the class."""
    return Attacker(world, monkeypatch)


def addresses(attacker: Attacker) -> Iterator[tuple[Row, Role, Mapping[str, object]]]:
    """Every address once, with somebody who gets in."""
    seen = set()
    for row in rows():
        role = attacker.way_in(row)
        if row.url in seen or role is None:
            continue
        seen.add(row.url)
        with transaction.atomic():
            yield row, role, row.kwargs(attacker.world, "own")
            transaction.set_rollback(True)


def test_no_form_breaks_the_machine(attacker: Attacker) -> None:
    turn = cycle(IN_TURN.items())
    for row, role, kwargs in addresses(attacker):
        attacker.send(row, role, kwargs, "nothing", QueryDict())
        for what, values in [*VALUES.items(), next(turn)]:
            attacker.send(row, role, kwargs, what, Answering(values))
    assert sorted(set(attacker.failures)) == []
    assert attacker.sent > 600
    assert attacker.turned_away < attacker.sent / 50  # logging out, and nothing else, ends there


def test_no_words_in_a_proper_form_break_the_machine(attacker: Attacker) -> None:
    turn = cycle([*VALUES.values(), *IN_TURN.values()])
    for row, role, kwargs in addresses(attacker):
        page = attacker.client(role).get(reverse(row.url, kwargs=dict(kwargs)))
        blanks = Blanks(page.content.decode("utf-8", "replace") if not page.streaming else "")
        if not blanks.words - {"q", ""}:
            continue
        for values in (next(turn), next(turn)):
            attacker.send(row, role, kwargs, values[-1][:20], blanks.filled(values[-1]))
    assert sorted(set(attacker.failures)) == []
    assert attacker.sent > 100


def test_no_upload_breaks_the_machine(attacker: Attacker) -> None:
    for row, role, kwargs in addresses(attacker):
        page = attacker.client(role).get(reverse(row.url, kwargs=dict(kwargs)))
        given = page.content.decode("utf-8", "replace") if not page.streaming else ""
        if 'type="file"' not in given and row.url not in ("reports:upload",):
            continue
        for name, content in UPLOADS:
            what = f"{name[:12]} {content[:8]!r}"
            attacker.send(row, role, kwargs, what, Blanks(given).filled("甲"), Files(name, content))
    assert sorted(set(attacker.failures)) == []
    assert attacker.sent > 30


def test_no_address_breaks_the_machine(attacker: Attacker) -> None:
    texts = cycle((NUMBER, "²", "-1", "9" * 5000))
    asked = (
        "page",
        "sort",
        "q",
        "year",
        "cycle",
        "unit",
        "user",
        "participant",
        "component",
        "places",
        "round",
        "open",
        "issue",
    )
    for row, role, kwargs in addresses(attacker):
        far = {name: int(NUMBER) if isinstance(value, int) else value for name, value in kwargs.items()}
        attacker.get(row, role, far)
        attacker.get(row, role, kwargs, {name: next(texts) for name in asked})
    assert sorted(set(attacker.failures)) == []
    assert attacker.sent > 300
