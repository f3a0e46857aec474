"""`shuping grade` by its contract: one JSON document, or one line on standard error and exit code 2."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shuping.commands.grade import main
from shuping.commands.json_files import REASONS
from tests.core.grading import cases

pytestmark = pytest.mark.feature("API-04")


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str | bytes], str]:
    def write(text: str | bytes) -> str:
        path = tmp_path / "case.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)

    return write


@pytest.mark.parametrize(
    ("case", "name", "composite"),
    [
        (cases.worked(), "S1", "93.9649"),
        (cases.by_annual(cases.A2), "U1", "94.5600"),
        (cases.case_b(), "P2", "91.2000"),
        (cases.case_c(), "材料物理", "90.0000"),
        (cases.case_d(), "Y", "90.0000"),
    ],
)
def test_golden_cases_through_the_command(
    case: object, name: str, composite: str, written: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([written(json.dumps(case)), "--json"]) == 0
    shown = capsys.readouterr()
    answer = json.loads(shown.out)
    assert next(one for one in answer["results"] if one["id"] == name)["composite"] == composite
    assert shown.err == ""


def test_a_json_number_is_exact(written: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(cases.by_annual({"U1": "@"})).replace('"@"', "89.99996")
    assert main([written(text), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["results"][0]["band"] == "fairly_good"


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("{", "not JSON"),
        ('{"rules": NaN}', "NaN is not a number"),
        ('{"rules": {}, "rules": {}}', "stands twice"),
        ('{"reporters": []}', "rules: missing key"),
        (
            json.dumps({"rules": cases.rules(class_weights={"A": "0.9"}, tie_order=["composite"]), "reporters": []}),
            "not 1",
        ),
        (json.dumps(cases.case_e() | {"x": 1}), "x: unknown key"),
        ("[" * 100_000, "case.json"),
        ('{"rules": 1e9999999999999}', "case.json"),
    ],
)
def test_unusable_input_is_one_line_and_exit_code_2(
    text: str, part: str, written: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([written(text), "--json"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert part in shown.err
    assert len(shown.err.splitlines()) == 1


def test_a_missing_file_and_a_wrong_call_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-file.json", "--json"]) == 2
    assert main([]) == 2
    assert main(["a", "b"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_gb18030_is_read_and_reported(written: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    text = json.dumps(cases.case_c(), ensure_ascii=False)
    assert main([written(text.encode("gb18030")), "--json"]) == 0
    shown = capsys.readouterr()
    assert "GB18030" in shown.err
    assert "材料物理" in shown.out


def test_without_json_every_step_is_a_line(written: Callable[..., str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([written(json.dumps(cases.worked()))]) == 0
    assert "F3 综合得分＝" in capsys.readouterr().out


def test_every_reason_fits_its_parameters() -> None:
    params = dict.fromkeys(("value", "least", "most", "options", "total", "key", "id"), "x")
    assert all(reason.format(**params) for reason in REASONS.values())


def test_the_command_never_loads_django(written: Callable[..., str]) -> None:
    path = written(json.dumps(cases.case_b()))
    code = (
        "import sys; from shuping.commands.grade import main; "
        f"code = main([{path!r}, '--json']); sys.exit(9 if 'django' in sys.modules else code)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
