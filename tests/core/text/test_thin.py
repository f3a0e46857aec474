"""内容需充实: what is thin, what is missing, and what never counts."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shuping.adapters.cues import load_cues, load_phrases
from shuping.core.text import concrete, thin
from tests.factories import speech as speeches

CUES = load_cues()
PHRASES = load_phrases()


def thin_in(text: str, key: str = "achievements", year: int = 2020) -> list[tuple[str, tuple[str, ...]]]:
    official = thin.formulas(text, PHRASES, year=year)
    found = thin.find(text, [(key, (0, len(text)))], CUES, official=official)
    return [(text[slice(*one.span)], one.missing) for one in found]


@pytest.mark.feature("REP-15")
@pytest.mark.parametrize(
    ("key", "text", "found"),
    [
        (
            "achievements",
            "各项工作取得明显成效，进一步提升了能力水平。",
            ["各项工作取得明显成效，进一步提升了能力水平"],
        ),
        ("achievements", "我到支部讲党课4次，解决难题3件。", []),
        ("achievements", "高度重视，持续加强支部建设，全年培训党员120人。", []),  # the figure stands beside it
        ("achievements", "持续推进标准化建设水平提升；6月建成示范支部2个。", ["持续推进标准化建设水平提升"]),
        ("problems", "学习不够深入，创新意识不强。", ["学习不够深入，创新意识不强"]),
        ("problems", "南屏支部3次组织生活没有记录。", []),
        ("plans", "不断加大工作力度，切实提高党建工作水平。", ["不断加大工作力度，切实提高党建工作水平"]),
        ("plans", "由办公室牵头，于6月底前修订制度3项。", []),
        ("achievements", "（一）持续加强组织建设", []),  # a heading is a name
        ("achievements", "", []),
    ],
)
def test_a_clause_is_thin_when_nothing_in_it_can_be_held_on_to(key: str, text: str, found: list[str]) -> None:
    assert [words for words, _ in thin_in(text, key)] == found


@pytest.mark.feature("REP-15")
@pytest.mark.parametrize(
    ("key", "missing"),
    [
        ("achievements", ("figure", "date", "outcome")),
        ("problems", ("figure", "owner")),
        ("causes", ("owner",)),
        ("plans", ("figure", "date", "owner", "outcome")),
        ("last_year", ("figure", "date", "outcome")),
    ],
)
def test_what_is_missing_depends_on_the_section(key: str, missing: tuple[str, ...]) -> None:
    assert thin_in("进一步加强组织建设，不断提升工作水平。", key)[0][1] == missing


@pytest.mark.feature("REP-15")
@pytest.mark.parametrize(
    "text",
    [
        "深入学习贯彻习近平新时代中国特色社会主义思想，推动高质量发展。",
        "增强“四个意识”、坚定“四个自信”、做到“两个维护”。",
        "会议强调，“进一步加强和改进党的建设，不断提升党的建设质量和水平”。",
        "坚持和加强党的全面领导。",
    ],
)
def test_formulas_and_quotations_never_count(text: str) -> None:
    assert thin_in(text) == []


def test_a_formula_counts_from_the_year_it_became_current() -> None:
    phrases = (thin.Phrase("加强新的提法建设水平", 2022),)
    text = "加强“新的提法”建设、水平。"
    assert thin.formulas(text, phrases, year=2020) == ()
    assert [text[slice(*span)] for span in thin.formulas(text, phrases, year=2022)] == ["加强“新的提法”建设、水平"]
    assert thin.formulas(text, phrases) == thin.formulas(text, phrases, year=2022)


# Clauses as secretaries write them, with a careful reader's word on each (the looking half of `bench thin`).
GOLDEN = [
    ("achievements", "持续深化理论武装，着力在学懂弄通做实上下功夫，取得了扎实成效", True),
    ("achievements", "下半年进一步加大了工作力度，党建工作呈现出良好态势", True),  # a date alone
    ("achievements", "落实意识形态责任制做到百分之百重视、百分之百到位", True),  # a figure that says nothing
    ("achievements", "打好组织建设提质增效组合拳，多次研究、多方发力、多措并举", True),
    ("achievements", "东桥支部利用检修停航的19天补齐了近三年的组织生活记录", False),
    ("achievements", "取消了养护工区要报的重复台账，周报并进月报", False),  # no figure, but a thing done
    ("achievements", "道班的热水器都装上了", False),
    ("achievements", "第三季度对18个支部开展了一轮党建督查", False),
    ("achievements", "坚持和加强党的全面领导", False),
    ("achievements", "按照“抓两头带中间、整体推进、全面提升”的要求", False),
    ("problems", "我对党建工作研究不够、思考不深，办法不多", True),  # an owner alone
    ("problems", "水运所支部把学习记录交给一名临时工代写", False),
    ("causes", "工作标准不高、要求不严，抓常抓长的韧劲不足", True),
    ("causes", "水上工区没有网络，学习软件打不开，支部只好抄笔记", False),
    ("plans", "年底前进一步提升支部标准化规范化建设水平", True),
    ("plans", "2月底前机关党委拿出支部书记兼职清单，报党委会定", False),
    ("last_year", "能改的立行立改、需要时间的持续改，做到件件有着落、事事有回音", True),
    ("last_year", "去年要求的支部书记轮训拖到11月才办，只到了15人", False),
]


@pytest.mark.feature("REP-15")
@pytest.mark.parametrize(("key", "text", "is_thin"), GOLDEN)
def test_a_careful_reader_and_the_rules_agree_on_a_clause(key: str, text: str, is_thin: bool) -> None:
    assert bool(thin_in(f"{text}。", key, year=2021)) is is_thin


@pytest.mark.feature("REP-15")
@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("由党办牵头，3月底前给12个支部书记补一次业务培训", ("figure", "date", "owner")),
        ("我负责，上半年把北岸、东桥两个支部并为一个", ("figure", "date", "owner", "outcome")),
        ("国庆前把两条船的学习角建好", ("figure", "date", "outcome")),
        ("北岸养护站支部把安全例会当主题党日", ("owner",)),
        ("退图率下降三成", ("figure", "outcome")),
        ("我局各支部党员队伍建设不断加强", ()),  # neither 我局 nor 各支部 says who
        ("三会一课制度、一系列举措、一把手、两个维护", ()),  # numerals that count nothing
        ("一年来取得明显成效", ()),
    ],
)
def test_what_a_clause_shows(text: str, shown: tuple[str, ...]) -> None:
    assert concrete.shown(text, CUES) == shown


@pytest.mark.parametrize(
    "text",
    [
        "（一）强化理论武装，筑牢思想根基。全年集中学习12次。",
        "一是改进工作方法。每月到支部1次。",
        "现将抓党建工作有关情况报告如下。",
        "关于进一步加强党建工作的报告\n",
    ],
)
def test_what_only_names_what_follows_is_never_thin(text: str) -> None:
    assert thin_in(text) == []


@pytest.mark.feature("REP-15")
def test_a_stretch_does_not_reach_over_a_formula() -> None:
    text = "旗帜鲜明讲政治，全面加强党员队伍建设，不断提升工作水平。"
    assert [words for words, _ in thin_in(text)] == ["全面加强党员队伍建设，不断提升工作水平"]


def test_own_matter_is_what_no_general_word_covers() -> None:
    assert concrete.own_matter("加强党员教育管理", CUES) == (0, 8)
    assert concrete.own_matter("加强道班热水器管理", CUES) == (5, 9)
    assert concrete.own_matter("", CUES) == (0, 0)


@pytest.mark.feature("REP-15")
def test_a_clause_that_fits_any_unit_is_named_with_the_number_of_reports_it_stands_in() -> None:
    common = "持续压实主体责任，层层传导压力到每个支部。"
    own = "我在北岸码头驻点十二天，和修船班一起改了排班表。"
    others = [
        f"{unit}党委{common}第{number}份的另一段话。" for number, unit in enumerate(["甲段", "乙段", "丙段", "丁段"])
    ]
    names = ("甲段", "乙段", "丙段", "丁段", "戊段")
    text = f"戊段党委{common}{own}"
    spans = thin.clauses(text, [("achievements", (0, len(text)))])
    found = thin.substitutable(text, spans, thin.frequencies(others, names), len(others), cues=CUES, names=names)
    assert [(text[slice(*one.span)], one.documents, one.total) for one in found] == [(f"戊段党委{common[:-1]}", 4, 4)]


@pytest.mark.feature("REP-15")
def test_what_stood_in_last_years_report_says_nothing_new() -> None:
    earlier = "全年召开党委会12次，研究党建议题20个，各支部按期换届。"
    text = "全年召开党委会14次，研究党建议题25个，各支部按期换届。我牵头改了值班制度，五个站所减了夜班。"
    spans = thin.clauses(text, [("achievements", (0, len(text)))])
    found = thin.unchanged(text, spans, earlier)
    assert [text[slice(*span)] for span in found] == ["全年召开党委会14次，研究党建议题25个，各支部按期换届"]


@speeches.BOTH
def test_a_speech_has_some_thin_clauses_and_most_are_not(speech: Path) -> None:
    text = speech.read_text(encoding="utf-8")
    found = thin_in(text, year=2021)
    least = 4 if speech == speeches.SOURCE else 0  # ours says what it means
    assert least <= len(found) <= 20
    assert sum(len(words) for words, _ in found) * 5 < 2 * len(text)


@given(st.text(alphabet="进一步加强提高水平工作成效，。；：、“”《》3次月一（）\n ABｗ", max_size=120))
def test_thin_stretches_lie_in_the_text_in_order_and_apart(text: str) -> None:
    spans = [one.span for one in thin.find(text, [("plans", (0, len(text)))], CUES)]
    assert spans == sorted(spans)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(one[1] <= two[0] for one, two in zip(spans, spans[1:], strict=False))


@pytest.mark.feature("REP-15")
def test_what_an_office_says_of_words_counts_in_its_years_whatever_its_order() -> None:
    stock = [
        concrete.Stock("奋楫扬帆闯出新天地", "hollow", since=2020),
        concrete.Stock("教育", "own", until=2019),
        concrete.Stock("教育"),
    ]
    for order in (stock, stock[::-1]):
        late, early = CUES.with_stock(order, year=2020), CUES.with_stock(order, year=2019)
        assert concrete.own_matter("奋楫扬帆闯出新天地", late)[0] == 0
        assert (late.hollow_in("奋楫扬帆闯出新天地"), CUES.hollow_in("奋楫扬帆闯出新天地")) == (1, 0)
        assert concrete.own_matter("教育", late) == (0, 2)
        assert concrete.own_matter("教育", early) == (2, 2)
        assert early.hollow == CUES.hollow
    assert CUES.with_stock([], year=2020) is CUES


@pytest.mark.feature("REP-15")
def test_a_sentence_of_own_matter_does_not_fit_any_unit_whoever_says_it_the_same_way() -> None:
    frame = "轮机长提议把{}连夜抢通，支部大会表决通过，抽检一次合格。"
    others = [frame.format(thing) for thing in ("图书角旧书", "船检图纸", "护栏板库存", "食堂蒸箱")]
    text = frame.format("航标灯蓄电池")
    spans = thin.clauses(text, [("achievements", (0, len(text)))])
    frequency = thin.frequencies(others)
    assert thin.substitutable(text, spans, frequency, len(others), cues=CUES) == ()
    # The same words, where they are counted as general ones, say nothing of a unit's own.
    general = CUES.with_stock(
        map(
            concrete.Stock,
            ("轮机长", "提议", "连夜抢通", "支部大会", "表决通过", "抽检", "一次合格", "蓄电池", "航标灯"),
        )
    )
    assert len(thin.substitutable(text, spans, frequency, len(others), cues=general)) == 1
