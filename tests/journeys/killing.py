"""Plays a small round; before each act of the list, processes die in the middle of it.

    python -m tests.journeys.killing FOLDER

A process of its own with a database of its own (SQLite file in FOLDER, or a database beside the one that
SHUPING_TEST_POSTGRESQL names). For every act one process does it on a copy of the database, tells its number of
statements and dies after the commit. Further ones begin it on the database itself and kill themselves (SIGKILL) before
a statement or before the commit. What each left is compared with all rows before the act, or after it. Then the story
does the act, on the database that saw the deaths. Prints one JSON line per act.
"""

import base64
import hashlib
import json
import os
import pickle
import random
import shutil
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest import mock

from . import desk_story, sheet_story, small_department

SEED = 20210120
POINTS = 2  # per act, besides the two around the commit
FORGOTTEN = {"sqlite_sequence", "django_session", "django_migrations"}
# Module as the story calls it: acts.
ACTS = {
    "shuping.apps.organization.api": (
        "create_organization", "create_person", "set_term", "set_leadership", "commit_import",
    ),
    "shuping.apps.accounts.api": ("grant_role",),
    "shuping.apps.cycles.api": (
        "create_cycle", "fill_roster", "set_dates", "record_approval", "record_notice", "fix_order", "clone_cycle",
    ),
    "shuping.apps.rounds.services": ("advance_round",),
    "shuping.apps.reports.api": (
        "save_draft", "prepare", "submit", "approve", "return_report", "write_outline", "add_evidence",
    ),
    "shuping.apps.ballots.api": (
        "open_count", "record_issue", "close_count", "save_rows", "finish_keying", "confirm_count", "lock_count",
    ),
    "shuping.apps.grades.api": (
        "take_over_annual", "confirm_vetoes", "compute_grades", "propose_grades", "decide_grades",
    ),
    "shuping.apps.assessments.api": (
        "import_totals", "make_scheme", "edit_scheme", "next_version", "open_assessment", "attach_evidence",
        "save_self_score", "return_self_score", "draw_groups", "plan_visit", "set_visit", "cancel_visit",
        "receive_form", "add_deduction", "withdraw_deduction", "withdraw_finding", "finish_visit", "deliver",
        "add_bonus", "withdraw_bonus", "answer_deductions", "answer_objection", "close_unanswered", "confirm_total",
        "reopen", "put_into_outline", "follow_replacement",
    ),
    "shuping.apps.registers.services": (
        "register_document", "correct_document", "record_step", "withdraw_step", "set_task", "report_task",
        "return_task", "confirm_task", "drop_task",
    ),
    "shuping.apps.documents.api": (
        "save_issuer", "reserve_numbers", "save_layout", "upload_template", "retire_template",
        "make_document", "set_frame",
        "hand_over", "return_document", "take_number", "give_number_back", "bring_final", "sign_document", "bring_scan",
        "add_instruction", "issue_document", "use_document", "void_document",
    ),
    "shuping.apps.rectification.services.issues": ("open_issue",),
    **desk_story.ACTS,
    **sheet_story.ACTS,
    "shuping.apps.rectification.services.feedback": ("prepare_feedback", "deliver_feedback", "sign_receipt"),
    "shuping.apps.rectification.services.plan": ("add_measure", "submit_plan", "approve_plan", "finish_measure"),
    "shuping.apps.rectification.services.sign_off": ("attach_evidence", "request_sign_off", "accept_sign_off"),
    "shuping.apps.rectification.services.look_backs": ("draw_look_backs", "record_look_back"),
}  # fmt: skip


def set_up(folder: Path) -> None:
    """Settings of the tests on a new, migrated database."""
    os.environ["SHUPING_VAR"] = str(folder)
    os.environ["SHUPING_SQLITE"] = str(folder / "story.sqlite3")
    os.environ["DJANGO_SETTINGS_MODULE"] = "shuping.config.settings.test"
    import django  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    if Database.postgresql():
        Database.manage(f'CREATE DATABASE "{Database.main(folder)}"')
        Database.use(Database.main(folder))
    call_command("migrate", verbosity=0)


class Database:
    """The few things that differ between the two databases."""

    @staticmethod
    def postgresql() -> bool:
        """Which of the two."""
        return os.environ.get("SHUPING_TEST_DATABASE") == "postgresql"

    @staticmethod
    def main(folder: Path) -> str:
        """The name of the story's database on the server."""
        return f"killed_{hashlib.sha256(str(folder).encode()).hexdigest()[:10]}"

    @staticmethod
    def manage(sentence: str) -> None:
        """A sentence to the server outside any database of this test."""
        import psycopg  # noqa: PLC0415

        with psycopg.connect(os.environ["SHUPING_TEST_POSTGRESQL"], autocommit=True) as server:
            server.execute(sentence)

    @staticmethod
    def use(name: str) -> None:
        """Point Django at a database."""
        from django.db import connection  # noqa: PLC0415

        connection.close()
        connection.settings_dict["NAME"] = name

    @classmethod
    def copy(cls, folder: Path, number: int) -> str:
        """A copy of the story's database as it is now; its name."""
        from django.db import connection  # noqa: PLC0415

        connection.close()
        if cls.postgresql():
            name = f"{cls.main(folder)}_{number}"
            cls.manage(f'CREATE DATABASE "{name}" TEMPLATE "{cls.main(folder)}" STRATEGY file_copy')
            return name
        target = folder / f"copy-{number}.sqlite3"
        shutil.copyfile(folder / "story.sqlite3", target)  # closed: nothing waits in its journal
        return str(target)

    @classmethod
    def drop(cls, name: str) -> None:
        """Take a copy away."""
        if cls.postgresql():
            cls.manage(f'DROP DATABASE "{name}" WITH (FORCE)')
            return
        for path in (name, f"{name}-wal", f"{name}-shm"):
            Path(path).unlink(missing_ok=True)

    @classmethod
    def home(cls, folder: Path) -> str:
        """The name of the story's own database."""
        return cls.main(folder) if cls.postgresql() else str(folder / "story.sqlite3")


@cache
def tables() -> tuple[str, ...]:
    """The tables that count; no act of the story makes another."""
    from django.db import connection  # noqa: PLC0415

    return tuple(sorted(set(connection.introspection.table_names()) - FORGOTTEN))


def rows_of_all_tables() -> dict[str, str]:
    """Every table with a digest of all its rows."""
    from django.db import connection  # noqa: PLC0415

    found = {}
    with connection.cursor() as cursor:
        if Database.postgresql():  # one question instead of a hundred: the server makes the digests
            cursor.execute(
                " UNION ALL ".join(
                    f"SELECT '{table}', count(*), md5(string_agg(a::text, ' ' ORDER BY a::text)) FROM \"{table}\" a"
                    for table in tables()
                )
            )
            return {table: f"{count} {digest}" for table, count, digest in cursor.fetchall()}
        for table in tables():
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            rows = cursor.fetchall()
            found[table] = f"{len(rows)} {hashlib.sha256(repr(rows).encode()).hexdigest()[:16]}"
    return found


def written_since() -> bool:
    """Whether this process may have written since it last looked at all rows: each look has its own connection."""
    from django.db import connection  # noqa: PLC0415

    return Database.postgresql() or connection.connection is None or connection.connection.total_changes > 0


def found_damage() -> list[str]:
    """What `shuping verify` would print."""
    from shuping.commands.verify import violations  # noqa: PLC0415

    return [line for _, line in violations()]


def broken_files() -> list[str]:
    """Stored files that do not hold what their name says."""
    from django.conf import settings  # noqa: PLC0415

    wrong = []
    for path in Path(settings.FILES).rglob("*"):
        whole = path.is_file() and not path.name.startswith(".part-")
        if whole and hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            wrong.append(str(path))
    return wrong


@dataclass
class Watched:
    """Counts the statements of an act and dies at one of them."""

    die_before: int | str | None = None  # number of a statement, "commit", "end"
    at_the_latest: bool = False  # before the commit, where the statement is never reached
    seen: int = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.die_before:
            self.die()
        return execute(sql, params, many, context)

    @staticmethod
    def die() -> None:
        """No handler, no clean-up, no farewell to the database."""
        os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Watch the connection of this process."""
        from django.db import connection  # noqa: PLC0415

        connection.ensure_connection()
        commit = connection._commit

        def watched_commit() -> None:
            if self.die_before == "commit" or self.at_the_latest:
                self.die()
            commit()

        with connection.execute_wrapper(self), mock.patch.object(connection, "_commit", watched_commit):
            yield


@dataclass
class Killer:
    """Stands before every act of the list."""

    folder: Path
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))
    briefly: bool = False  # the deaths happen on the story's own database alone, without a whole act on a copy of it
    copies: int = 0
    done: set[str] = field(default_factory=set)
    last: dict[str, str] = field(default_factory=dict)  # all rows after the act before

    def stand_before(self, name: str, act: Callable[..., Any]) -> Callable[..., Any]:
        """The act with its trial put before its first call (of every step, for the one that moves the round)."""

        def tried(*args: Any, **kwargs: Any) -> Any:
            from django.db import connection  # noqa: PLC0415

            title = f"{name} {kwargs['cycle'].stage}" if name == "advance_round" else name
            first = kwargs.get("parent", True) is not None and title not in self.done
            if not first or connection.in_atomic_block:
                return act(*args, **kwargs)
            self.done.add(title)
            if self.briefly:
                return self.try_briefly(title, lambda: act(*args, **kwargs))
            found, after = self.try_act(lambda: act(*args, **kwargs))
            given = act(*args, **kwargs)
            found["again"] = sizes(rows_of_all_tables()) == sizes(after)
            print(json.dumps({"act": title, **found}, ensure_ascii=False), flush=True)
            return given

        return tried

    def try_briefly(self, title: str, act: Callable[[], Any]) -> Any:
        """Die at an early statement, before the commit and after it; the last of them did the act: its answer."""
        before = self.last if self.last and not written_since() else rows_of_all_tables()
        deaths = [
            {"point": point, **in_a_process(act, Watched(point, at_the_latest=True))}
            for point in (self.rng.randint(2, 6), "commit")
        ]
        unchanged = rows_of_all_tables() == before  # after the second as before the first
        deaths = [{**one, "unchanged": unchanged} for one in deaths]
        whole = in_a_process(act, Watched("end"), tell_all=True)
        after = self.last = rows_of_all_tables()
        seen, given = whole.pop("rows", None), whole.pop("given", "")
        changed = sorted(table for table in after if after[table] != before[table])
        found = {"whole": whole, "changed": changed, "deaths": deaths, "broken_files": broken_files()}
        print(json.dumps({"act": title, **found, "again": after == seen}, ensure_ascii=False), flush=True)
        return pickle.loads(base64.b64decode(given)) if given else act()

    def try_act(self, act: Callable[[], Any]) -> tuple[dict[str, Any], dict[str, str]]:
        """All processes of one act; what they came to, and the rows that the whole act leaves."""
        before = rows_of_all_tables()
        self.copies += 1
        name = Database.copy(self.folder, self.copies)
        try:
            Database.use(name)
            whole = in_a_process(act, Watched("end"))
            after = rows_of_all_tables()
        finally:
            Database.use(Database.home(self.folder))
            Database.drop(name)
        statements = whole["statements"]
        points: list[int | str] = sorted(self.rng.sample(range(1, statements + 1), min(POINTS, statements)))
        deaths = []
        for point in [*points, "commit"]:
            answer = in_a_process(act, Watched(point))
            deaths.append({"point": point, "unchanged": rows_of_all_tables() == before, **answer})
        changed = sorted(table for table in after if after[table] != before[table])
        found = {"whole": whole, "changed": changed, "deaths": deaths, "broken_files": broken_files()}
        return found, after


def sizes(rows: dict[str, str]) -> dict[str, str]:
    """The number of rows of every table (on PostgreSQL an act that died has used up numbers)."""
    return {table: text.split()[0] for table, text in rows.items()}


def in_a_process(act: Callable[[], Any], watched: Watched, *, tell_all: bool = False) -> dict[str, Any]:
    """Fork, do it, die as told. Statements, the signal that ended it, its error if it raised.

    `tell_all`: also the rows as they stand after the commit, and what the act gave.
    """
    from django.db import connection  # noqa: PLC0415

    connection.close()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        error, more = "", {}
        try:
            with watched.at_work():
                given = act()
            if tell_all:
                more = {"rows": rows_of_all_tables(), "given": base64.b64encode(pickle.dumps(given)).decode()}
        except BaseException:  # noqa: BLE001  (told to the parent)
            error = traceback.format_exc()
        with os.fdopen(writer, "w") as pipe:
            json.dump({"statements": watched.seen, "error": error[-2000:], **more}, pipe)
        if watched.die_before == "end":
            watched.die()
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe_end:
        told = pipe_end.read()
    _, status = os.waitpid(child, 0)
    answer = json.loads(told) if told else {"statements": 0, "error": ""}
    return {**answer, "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}


def tell(killer: Killer) -> None:
    """The story with the killer before every act."""
    from datetime import date  # noqa: PLC0415

    from shuping.apps.cycles import api as cycles  # noqa: PLC0415
    from shuping.apps.organization import api as organizations  # noqa: PLC0415
    from shuping.apps.reports import api as reports  # noqa: PLC0415
    from shuping.dev.demo.moments import at  # noqa: PLC0415
    from shuping.dev.demo.years import Year  # noqa: PLC0415
    from tests.apps.organization.builders import draft_of  # noqa: PLC0415
    from tests.factories import small_round  # noqa: PLC0415

    def stop(name: str, year: Year) -> None:
        if name == "handed_in":
            day = year.calendar.report_due
            for row in year.participants()["A02"].texts.order_by("kind"):
                reports.return_report(report=row, reason="重写", by=year.cast.actor("office"), at=at(day, 12))
            year.write("A02", year.sections("A02"), day, 13)
            year.hand_in("A02", day, 14)

    with ExitStack() as stack:
        for module, names in ACTS.items():
            for name in names:
                place = import_module(module)
                act = killer.stand_before(name, getattr(place, name))
                stack.enter_context(mock.patch.object(place, name, act))
        cast = small_round.fill()
        year = small_round.play(cast, stop)
        office, day = cast.actor("office"), at(date(2021, 12, 16))
        cycles.clone_cycle(source=year.cycle, year=2021, by=office, at=day)
        draft = draft_of([[f"N-{number}", f"新{number}党支部", "H02", "党支部", f"某人{number}", "", "", "9"]
                          for number in range(1, 9)], office, day)  # fmt: skip
        organizations.commit_import(draft=draft, digest=None, by=office, at=day)
        killer.briefly = True
        small_department.tell_of_one_unit()
    print(json.dumps({"end": found_damage()}, ensure_ascii=False))


def main(folder: Path) -> None:
    """Everything in one folder, nothing left on the server."""
    set_up(folder)
    try:
        tell(Killer(folder))
    finally:
        if Database.postgresql():
            Database.use(Database.main(folder))
            Database.drop(Database.main(folder))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
