"""The five categories of content a plan starts from (R-11); the organiser names the emphasis of the year."""

CATEGORIES: tuple[str, ...] = (
    "加强党的政治建设和思想理论武装情况",
    "履行抓基层党建第一责任人职责情况",
    "推进党支部、党员队伍和组织生活等基层组织建设情况",
    "发挥战斗堡垒作用、围绕中心任务服务交通运输工作情况",
    "落实党风廉政建设和意识形态工作责任情况",
)
"""建议值，以本单位方案为准. The part on last year's rectification is mandatory beside them (R-12)."""


REHEARSAL = "（演练）"  # closes the title of a rehearsal, so that nobody takes it for the round itself


def title(year: int, organizer: str, *, child: bool = False) -> str:
    """The title of a round as printed."""
    level = "逐级述职评议考核" if child else "述职评议考核"
    return f"{organizer}{year}年度党组织书记抓基层党建{level}"
