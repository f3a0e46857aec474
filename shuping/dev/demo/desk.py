"""The honest-report desk of the current round (scene 3): looked through twice, answered, agreed, one dismissed."""

from datetime import date
from typing import TYPE_CHECKING

from shuping.apps.desk import api as desk
from shuping.apps.desk.models import Hint

from .moments import at

if TYPE_CHECKING:
    from .years import Year

FIRST_LOOK, SECOND_LOOK = date(2022, 1, 4), date(2022, 1, 11)
STOCK_WORDS = (
    ("hollow", ("跑出加速度", "按下快进键", "下好先手棋"), "2020年度各单位报告普遍使用，没有具体内容"),
    ("own", ("环境",), "公路环境整治是本厅业务，不按通用词计"),
)
FORWARDED = "确系转发厅党组要点，只改了单位名称。已重写，先列自己的短板，自选动作补到2项，请看下一稿。"
LEFT_OVER = "起草时参考了兄弟单位的材料，名称没有改净，内容为本单位实际，已逐句核对。"


def keep_libraries(year: "Year", plan: dict[str, str]) -> None:
    """The department's own plan: to be carried out, not copied; how it counts some words of its own trade."""
    for kind, words, basis in STOCK_WORDS:
        desk.add_stock_words(
            kind=kind,
            words=words,
            basis=basis,
            valid_from=2021,
            valid_to=None,
            by=year.cast.actor("office"),
            at=at(date(2021, 12, 21), 9),
        )
    desk.add_official_text(
        title="青岚省交通运输厅党组2021年党建工作要点",
        text="\n".join(plan.values()),
        issued_on=date(2021, 2, 26),
        compared=True,
        by=year.cast.actor("office"),
        at=at(date(2021, 12, 21), 9),
    )


def first_look(year: "Year") -> None:
    """西原's text is the department's plan, 港航 still says 北岭: both units answer, the office agrees."""
    office = year.cast.actor("office")
    desk.examine_round(cycle=year.cycle, by=office, at=at(FIRST_LOOK, 15))
    longest = max(_hints(year, "H04", kind="overlap"), key=lambda one: int(one.params["net"]))
    left_over = next(one for one in _hints(year, "W02") if one.params.get("code") == "reports.foreign_name")
    for code, hint, words in (("H04", longest, FORWARDED), ("W02", left_over, LEFT_OVER)):
        desk.answer_hint(hint=hint, text=words, by=year.cast.reporter(code), at=at(FIRST_LOOK, 17))
        desk.judge_hint(hint=hint, kind="agreed", reason="", seen=0, by=office, at=at(date(2022, 1, 5), 9))


def second_look(year: "Year") -> None:
    """Everything handed in since; one hint is dismissed with the reason, one holds, the others wait."""
    office = year.cast.actor("office")
    desk.examine_round(cycle=year.cycle, by=office, at=at(SECOND_LOOK, 17))
    desk.judge_hint(
        hint=next(one for one in _hints(year, "W02", kind="duty") if "自己起草" in one.text),
        kind="dismissed",
        reason="该措施由本人长期坚持，不另设时限和数字，可以采纳。",
        seen=0,
        by=office,
        at=at(SECOND_LOOK, 17, 30),
    )
    desk.judge_hint(  # waits to be made a problem of
        hint=next(one for one in _hints(year, "W02", kind="duty") if "船闸" in one.text),
        kind="agreed",
        reason="",
        seen=0,
        by=office,
        at=at(SECOND_LOOK, 17, 40),
    )


def _hints(year: "Year", code: str, **which: str) -> list[Hint]:
    row = year.participants()[code]
    rows = Hint.objects.filter(examination__version__report__participant=row, on_request=False, **which)
    newest = rows.order_by("-examination").values_list("examination", flat=True).first()
    return list(rows.filter(examination=newest).order_by("number"))
