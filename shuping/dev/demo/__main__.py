"""`./run demo`: makes the demonstration once, prints who can log in, serves it on a loopback address.

The data stand in `var/demo`, apart from any real installation. They are built in a folder beside it that is renamed at
the end, so that a build that was stopped half-way leaves nothing behind that looks whole.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import time
import webbrowser
from datetime import date
from pathlib import Path

from shuping.adapters import compiled_code

ROOT = Path(__file__).resolve().parents[3]
PLACE = Path(os.environ.get("SHUPING_DEMO", ROOT / "var" / "demo"))
DAY = date(2022, 1, 12)


def arguments() -> argparse.Namespace:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="./run demo", description="Serve the demonstration department.")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1", help="a loopback address; any other is refused")
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--fresh", action="store_true", help="build the data anew")
    parser.add_argument("--today", type=date.fromisoformat, default=DAY, help="the fixed day, e.g. 2022-01-12")
    parser.add_argument("--build-only", action="store_true", help="build the data and stop")
    return parser.parse_args()


def prepare(place: Path, day: date) -> Path:
    """Point the settings at a folder; nothing of Django is loaded before. Returns where compiled code is kept."""
    os.environ["SHUPING_VAR"] = str(place)
    os.environ["SHUPING_TODAY"] = day.isoformat()
    os.environ["DJANGO_SETTINGS_MODULE"] = "shuping.config.settings.demo"
    os.environ.pop("SHUPING_DATABASE", None)
    os.environ.pop("SHUPING_SQLITE", None)
    return compiled_code.prepare(ROOT / "var")  # one for all demonstrations: compiling takes half a minute


def stamp() -> str:
    """What the data depend on: this package's version of tables and demonstration (sizes and times of the files)."""
    package = ROOT / "shuping"
    files = [
        *package.glob("apps/*/migrations/*.py"),
        *package.glob("dev/demo/**/*.py"),
        *package.glob("dev/demo/**/*.txt"),
    ]
    return "\n".join(f"{path.relative_to(package)} {path.stat().st_size}" for path in sorted(files))


def is_built(place: Path) -> bool:
    """Whether a whole demonstration of this version stands there."""
    mark = place / "demonstration"
    return mark.exists() and mark.read_text(encoding="utf-8") == stamp()


def build(place: Path, day: date) -> None:
    """Build in a neighbouring folder in a process of its own, then put it in place.

    What the desk compiles (on a fresh clone) is compiled beside it.
    """
    building = place.with_name(f"{place.name}.building")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir(parents=True)
    started = time.monotonic()
    print("» the demonstration department", file=sys.stderr, flush=True)
    compiler = compiled_code.start(compiled_code.prepare(ROOT / "var"))
    try:
        subprocess.run([sys.executable, "-m", "shuping.dev.demo.build", str(building), day.isoformat()], check=True)
    except BaseException:
        if compiler is not None:
            compiler.kill()
        raise
    finally:
        if compiler is not None:
            compiler.wait()
    (building / "demonstration").write_text(stamp(), encoding="utf-8")
    shutil.rmtree(place, ignore_errors=True)
    building.rename(place)
    print(f"» built in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)


def make_ready() -> None:
    """Gather style sheets and scripts for the server, and raise what is due on the fixed day (again: nothing)."""
    import django  # noqa: PLC0415  (settings stand only now)
    from django.core.management import call_command  # noqa: PLC0415

    django.setup()
    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("raise_due", stdout=io.StringIO())


def main() -> int:
    """Build if need be, then serve until interrupted."""
    asked = arguments()
    if asked.host not in ("127.0.0.1", "localhost", "::1"):
        print(
            f"./run demo: {asked.host} is not a loopback address; the demonstration has public passwords",
            file=sys.stderr,
        )
        return 2
    if asked.fresh or not is_built(PLACE):
        build(PLACE, asked.today)
    prepare(PLACE, asked.today)
    make_ready()
    print((PLACE / "log-ins.txt").read_text(encoding="utf-8"), flush=True)
    address = f"http://127.0.0.1:{asked.port}"
    print(f"» {address}", flush=True)
    if asked.build_only:
        return 0
    if not asked.no_browser and os.environ.get("DISPLAY"):
        webbrowser.open(address)
    granian = Path(sys.executable).with_name("granian")
    os.execv(
        granian,
        [
            str(granian),
            "--interface",
            "asginl",
            "--host",
            asked.host,
            "--port",
            str(asked.port),
            "--workers",
            "1",
            "--no-ws",
            "--log-level",
            "warning",
            "shuping.config.asgi:application",
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
