"""What the format checker finds is said in words, with place and remedy."""

from dataclasses import asdict

import pytest
from django.utils.translation import override

from shuping.apps.documents.format_wording import WORDS, findings_in_words
from shuping.core.documents.format_check import CODES
from shuping.core.documents.format_parts import Finding


@pytest.mark.feature("DOC-13")
def test_every_code_has_its_words_and_its_remedy_in_both_languages() -> None:
    assert tuple(WORDS) == CODES
    with override("zh-hans"):
        for words, remedy in WORDS.values():
            assert any("一" <= sign <= "鿿" for sign in str(words))
            assert str(remedy).endswith("。")


@pytest.mark.feature("DOC-13")
def test_a_finding_reads_as_a_sentence_with_its_place() -> None:
    stored = [
        asdict(Finding("body_font", "paragraph", 8, "坚持以习近平", "宋体", "仿宋_GB2312")),
        asdict(Finding("margin_top", "page", found="25 mm", expected="37 mm")),
        asdict(Finding("title_place", "paragraph", 3, "关于", "left", "center")),
        asdict(Finding("heading_keep", "paragraph", 9, "一、总体情况")),
        asdict(Finding("table_head", "table", 4, "序号、单位")),
        {"code": "of a later version"},
    ]
    with override("zh-hans"):
        lines = findings_in_words(stored)
    assert [(line["place"], line["words"]) for line in lines] == [
        ("第8段“坚持以习近平”", "正文字体：现为宋体，应为仿宋_GB2312"),
        ("页面设置", "上页边距：现为25 mm，应为37 mm"),
        ("第3段“关于”", "标题位置：现为左对齐，应为居中"),
        ("第9段“一、总体情况”", "标题可能孤立于页末"),
        ("第4段后的表格“序号、单位”", "表头未跨页重复"),
    ]
    assert lines[0]["remedy"] == "将正文设置为所示字体。"
