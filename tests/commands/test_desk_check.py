"""`shuping desk check` by its contract: one JSON document, exit codes, one line when refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from bench import fuzz
from shuping.commands import front, reading
from tests.adapters import hostile

REPORT = """2020年度抓基层党建工作述职报告
南屏公路事业发展中心党委书记
一、履职情况和主要成效
我带头讲党课4次。各项工作取得明显成效，进一步提升了能力水平。北泽公路事业发展中心党员突击队推动养护完好率由92%提高到95%。
二、存在的主要问题
一是我对两个支部指导不及时，6次组织生活记录不全。二是党建与业务融合还不够，项目部3名党员没有参加支部活动。
三、原因分析
我到基层少，全年只到联系支部2次。
四、上年问题整改情况
上年指出的党员教育管理不严问题，我已于3月补课6次。
五、下一步打算
6月底前由办公室牵头完成支部记录检查2轮。
"""
FACTS = {
    "unit": "南屏公路事业发展中心",
    "aliases": ["南屏中心"],
    "people": ["王建国"],
    "places": ["南屏市"],
    "other_units": ["北泽公路事业发展中心"],
    "last_year": [{"problem": "党员教育管理不严", "promise": "补课"}],
    "rules": {"count_mode": "characters", "max_length": 3000, "min_problem_share": [1, 3], "year": 2020},
}
KEYS = [
    "length", "problem_share", "first_person_share", "sections", "thin", "overlaps", "odd_words", "wording",
    "foreign_names", "findings",
]  # fmt: skip


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Any:
    """Calls the verb with a report, facts and more options: exit code, answer or None, standard error."""

    def called(
        text: str | bytes = REPORT, facts: object = FACTS, *more: object, name: str = "report.txt"
    ) -> tuple[int, Any, str]:
        file = tmp_path / name
        file.write_bytes(text if isinstance(text, bytes) else text.encode())
        arguments = ["desk", "check", str(file), *map(str, more), "--json"]
        if facts is not None:
            path = tmp_path / "facts.json"
            path.write_text(facts if isinstance(facts, str) else json.dumps(facts), encoding="utf-8")
            arguments += ["--facts", str(path)]
        code = front.main(arguments)
        said = capsys.readouterr()
        return code, json.loads(said.out) if said.out else None, said.err

    return called


def net(text: str) -> int:
    return sum(map(str.isalnum, text))


@pytest.mark.feature("REP-17")
def test_a_good_report_is_answered_by_the_contract(call: Any) -> None:
    code, answer, _ = call()
    assert code == 0
    assert list(answer) == KEYS
    assert [section["key"] for section in answer["sections"]] == [
        "achievements", "problems", "causes", "last_year", "plans",
    ]  # fmt: skip
    words = {section["key"]: REPORT[slice(*section["span"])] for section in answer["sections"]}
    part = sum(net(words[key]) for key in ("problems", "causes", "last_year"))
    body = REPORT.split("\n", 2)[2]
    assert answer["length"] == net(body)
    assert answer["problem_share"] == [part, net(body)]
    assert answer["first_person_share"] == "0.5000"  # 4 of 8 sentences
    assert [REPORT[slice(*one["span"])] for one in answer["thin"]] == ["各项工作取得明显成效，进一步提升了能力水平"]
    assert answer["thin"][0]["missing"] == ["figure", "date", "outcome"]
    assert [one["text"] for one in answer["foreign_names"]] == ["北泽公路事业发展中心"]
    assert {one["severity"] for one in answer["findings"]} <= {"hint", "warn"}
    for one in answer["findings"]:
        assert set(one) == {"code", "severity", "span", "params"}


@pytest.mark.feature("REP-17")
@pytest.mark.parametrize(
    ("old", "new", "facts", "code"),
    [
        ("", "", {"rules": {"max_length": 100}}, "reports.too_long"),
        ("", "", {"rules": {"min_problem_share": [4, 5]}}, "reports.problem_share_low"),
        ("五、下一步打算\n6月底前由办公室牵头完成支部记录检查2轮。\n", "", {}, "reports.measures_missing"),
        ("三、原因分析\n我到基层少，全年只到联系支部2次。\n", "", {}, "reports.causes_missing"),
        ("", "", {"last_year": [{"problem": "廉政风险防控有漏洞"}]}, "reports.last_year_unanswered"),
    ],
)
def test_what_must_be_mended_ends_with_exit_code_1(call: Any, old: str, new: str, facts: Any, code: str) -> None:
    exit_code, answer, _ = call(REPORT.replace(old, new) if old else REPORT, facts)
    assert exit_code == 1
    assert code in {one["code"] for one in answer["findings"] if one["severity"] == "refuse"}


@pytest.mark.feature("REP-17")
def test_the_share_of_problems_is_judged_in_integers(call: Any) -> None:
    text = "一、履职情况\n" + "我" * 84 + "。\n二、问题\n" + "问" * 36 + "。\n三、打算\n" + "改" * 10 + "。\n"
    _, answer, _ = call(text, None)
    part, total = answer["problem_share"]
    assert (part, total) == (39, 141)
    reached = call(text, {"rules": {"min_problem_share": [39, 141]}})[1]
    missed = call(text, {"rules": {"min_problem_share": [39, 140]}})[1]
    codes = [{one["code"] for one in each["findings"]} for each in (reached, missed)]
    assert ["reports.problem_share_low" in one for one in codes] == [False, True]


def test_the_word_processors_way_of_counting_is_taken_from_the_facts(call: Any) -> None:
    answers = [
        call("一、履职情况\n抓党建，2020年。\n", {"rules": {"count_mode": mode}})[1] for mode in ("characters", "wps")
    ]
    assert [answer["length"] for answer in answers] == [5 + 3 + 5, 6 + 4 + 3]


@pytest.mark.feature("API-04")
@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"colour": 1}, "colour: unknown key"),
        ({"rules": {"max": 1}}, "rules.max: unknown key"),
        ({"rules": {"max_length": -1}}, "rules.max_length"),
        ({"rules": {"max_length": "many"}}, "rules.max_length: not a decimal number"),
        ({"rules": {"min_problem_share": [1]}}, "rules.min_problem_share"),
        ({"rules": {"min_problem_share": [1, 0]}}, "rules.min_problem_share[1]"),
        ({"rules": {"count_mode": "words"}}, "rules.count_mode"),
        ({"people": "王建国"}, "people: not a list"),
        ({"people": [1]}, "people[0]"),
        ({"last_year": [{"promise": "x"}]}, "last_year[0].problem: missing key"),
        ("{\n]", "line 2: not JSON"),
        ('{"unit": "a", "unit": "b"}', "unit stands twice"),
    ],
)
def test_facts_that_cannot_be_used_are_refused_naming_the_key(call: Any, facts: Any, words: str) -> None:
    code, answer, said = call(REPORT, facts)
    assert (code, answer) == (2, None)
    assert "facts.json" in said and words in said and len(said.splitlines()) == 1


@pytest.mark.feature("DOC-12")
@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (b"", "a.txt", "empty"),
        (b" \n", "a.txt", "no text"),
        (b"\xff\x80\x81", "a.txt", "neither UTF-8 nor GB18030"),
        (b"PK\x03\x04broken", "a.docx", "damaged"),
        (b"%PDF-1.4 broken", "a.pdf", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "a.docx", "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.wps", "old Office format"),
        (hostile.macro_content(), "a.docx", "macros"),
        (hostile.outside("attachedTemplate"), "a.docx", "from outside (attachedTemplate)"),
        (hostile.scan(1), "a.pdf", "perhaps a scan"),
        (b"\x89PNG\r\n\x1a\n123", "a.png", "none of docx, doc, wps, pdf, txt"),
        (b"MZ\x00\x00", "a.exe", "not what its name says"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_name_and_the_reason(
    call: Any, data: bytes, name: str, reason: str
) -> None:
    code, answer, said = call(data, None, name=name)
    assert (code, answer) == (2, None)
    assert name in said and reason in said and len(said.splitlines()) == 1


@pytest.mark.feature("API-04")
def test_missing_files_and_folders_are_refused(call: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert front.main(["desk", "check", str(tmp_path / "nothing.txt")]) == 2
    assert "nothing.txt" in capsys.readouterr().err
    for option in ("--against", "--basis"):
        code, _, said = call(REPORT, None, option, tmp_path / "nowhere")
        assert code == 2 and "nowhere: not a folder" in said
    assert front.main(["desk", "check"]) == 2
    assert front.main(["desk", "fly"]) == 2
    assert "'fly'" in capsys.readouterr().err


@pytest.mark.feature("DOC-12")
def test_offsets_of_a_docx_refer_to_the_text_written_out(call: Any, tmp_path: Path) -> None:
    out = tmp_path / "text.txt"
    code, answer, _ = call(hostile.docx_of(*REPORT.splitlines()), FACTS, "--text-out", out, name="report.docx")
    text = out.read_text(encoding="utf-8")
    assert code == 0 and text == REPORT.strip()
    assert [text[slice(*one["span"])] for one in answer["foreign_names"]] == ["北泽公路事业发展中心"]


def test_gb18030_is_detected_and_told_and_gives_the_same_answer(call: Any) -> None:
    plain, gb18030 = call(), call(REPORT.encode("gb18030"))
    assert gb18030[:2] == plain[:2]
    assert "GB18030" in gb18030[2]


@pytest.mark.feature("REP-07")
def test_other_reports_and_texts_to_quote_are_taken_from_their_folders(call: Any, tmp_path: Path) -> None:
    passage = (
        "我在北岸码头驻点十二天，和修船班一起改了三次排班表，把夜间值守由四人减为两人，职工的意见当场记下、当周答复。"
    )
    quoted = (
        "各级党组织书记要切实履行第一责任人职责，把每条战线、每个领域的党建工作抓具体、抓深入，坚决防止一手硬、一手软。"
    )
    others, basis = tmp_path / "others", tmp_path / "basis"
    (others / "deep").mkdir(parents=True)
    basis.mkdir()
    (others / "deep" / "b.txt").write_text(f"述职报告\n{passage}另有一段与此无关的话。\n{quoted}\n", encoding="utf-8")
    (others / "broken.docx").write_bytes(b"PK\x03\x04broken")
    (basis / "law.txt").write_text(quoted, encoding="utf-8")
    text = REPORT.replace("我带头讲党课4次。", f"我带头讲党课4次。{passage}{quoted}")
    code, answer, said = call(text, FACTS, "--against", others, "--basis", basis)
    assert code in {0, 1}
    assert "broken.docx: damaged" in said
    (overlap,) = answer["overlaps"]
    assert overlap["other"] == "deep/b.txt"
    assert "0.0000" < overlap["share"] < "0.5000"
    (found,) = overlap["passages"]
    assert passage[5:-5] in text[slice(*found["here"])]
    assert found["kind"] == "verbatim"
    assert quoted[5:-5] not in text[slice(*found["here"])]


def test_the_report_itself_is_not_compared_with_itself(call: Any, tmp_path: Path) -> None:
    code, answer, _ = call(REPORT, FACTS, "--against", tmp_path)
    assert (code, answer["overlaps"]) == (0, [])


def test_without_json_the_findings_are_lines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.txt"
    file.write_text(REPORT.replace("4次。", "4次,"), encoding="utf-8")
    assert front.main(["desk", "check", str(file)]) == 0
    assert capsys.readouterr().out.startswith("hint   reports.punctuation_style")


def test_a_text_beyond_any_report_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("字" * (reading.LONGEST + 1), encoding="utf-8")
    with pytest.raises(Exception, match=r"a\.txt: longer than"):
        reading.text_of(file)


@pytest.mark.feature("DOC-12")
def test_a_sample_of_broken_files_crashes_nothing() -> None:
    report = fuzz.run(files=30, seed=7)
    assert report.failures == []
    assert report.figures["files"] == 30


@pytest.mark.feature("REP-23")
def test_a_quotation_that_differs_from_a_text_of_the_basis_is_shown(call: Any, tmp_path: Path) -> None:
    basis = tmp_path / "basis"
    basis.mkdir()
    (basis / "order.txt").write_text("各支部每季度召开一次全体会议，听取支部委员会的工作报告。", encoding="utf-8")
    wrong = "各支部每季度召开一次全体大会，听取支部委员会的工作汇报"
    text = REPORT.replace("我带头讲党课4次。", f"我落实“{wrong}”的规定。")
    _, answer, _ = call(text, FACTS, "--basis", basis)
    (hint,) = answer["wording"]
    assert (hint["found"], hint["basis"]) == (wrong, "order.txt")
    assert hint["expected"] == "各支部每季度召开一次全体会议，听取支部委员会的工作报告"
    assert text[slice(*hint["span"])] == wrong
    assert call(text)[1]["wording"] == []
