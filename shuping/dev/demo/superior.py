"""Documents from above in the demonstration: one carried to its tasks, one studied only, one not studied yet."""

from datetime import date

from shuping.apps.registers import api as registers

from .moments import at
from .register import Cast

_ISSUER = "省直机关工委"


def play(cast: Cast) -> None:
    """Receive, study, discuss, deploy, give tasks, hear what came of them."""
    _carried_through(cast)
    office, root = cast.actor("office"), cast.root
    second = registers.register_document(
        organization_id=root.pk,
        entry=registers.Entry(
            title="关于做好2021年度党组织书记抓基层党建述职评议考核工作的通知",
            issuer=_ISSUER,
            number="青直工发〔2021〕46号",
            kind="notice",
            issued_on=date(2021, 11, 8),
            received_on=date(2021, 11, 10),
            requirements="述职报告要讲个人履职，问题部分不少于三分之一\n上年问题逐条回应\n2022年3月底前报送工作情况",
        ),
        by=office,
        at=at(date(2021, 11, 10)),
    )
    registers.record_step(
        document=second,
        step="studied",
        held_on=date(2021, 11, 16),
        meeting="直属机关党委会议",
        outcome="传达通知，要求把三条要求写入本年度实施方案。",
        by=office,
        at=at(date(2021, 11, 16), 17),
    )
    registers.register_document(
        organization_id=root.pk,
        entry=registers.Entry(
            title="全省机关党建工作推进会精神",
            issuer="省委组织部",
            number="",
            kind="meeting",
            issued_on=date(2022, 1, 5),
            received_on=date(2022, 1, 7),
            requirements="党建工作与中心工作一起谋划、一起部署、一起考核\n压实党组织书记第一责任人职责",
        ),
        by=office,
        at=at(date(2022, 1, 7)),
    )


def _carried_through(cast: Cast) -> None:
    office = cast.actor("office")
    units = [cast.units[code].organization for code in ("H02", "H03", "A02")]
    row = registers.register_document(
        organization_id=cast.root.pk,
        entry=registers.Entry(
            title="关于推进机关基层党组织标准化规范化建设的意见",
            issuer=_ISSUER,
            number="青直工发〔2021〕9号",
            kind="opinion",
            issued_on=date(2021, 2, 24),
            received_on=date(2021, 3, 1),
            requirements="一季度完成对照自查\n6月底前补齐组织生活记录制度\n年底前开展一次实地核查",
        ),
        by=office,
        at=at(date(2021, 3, 1)),
    )
    steps = (
        ("studied", date(2021, 3, 9), "厅党组理论学习中心组", "传达意见，明确直属机关党委牵头落实。", ()),
        ("discussed", date(2021, 3, 16), "直属机关党委会议", "议定自查、补短、核查三步安排和责任分工。", ()),
        ("deployed", date(2021, 3, 19), "青交直党〔2021〕6号通知", "向所属党组织部署三项任务。", units),
    )
    for step, day, meeting, outcome, to in steps:
        registers.record_step(
            document=row, step=step, held_on=day, meeting=meeting, outcome=outcome, units=to, by=office, at=at(day, 17)
        )
    tasks = registers.set_task(
        document=row,
        units=units,
        text="对照标准完成支部自查，列出缺项和补齐时限",
        due_on=date(2021, 6, 30),
        by=office,
        at=at(date(2021, 3, 19), 17, 30),
    )
    results = ("自查12个支部，缺项17条，已补15条", "自查11个支部，缺项23条，已补9条", "自查6个支部，缺项8条，全部补齐")
    for task, code, result in zip(tasks, ("H02", "H03", "A02"), results, strict=True):
        registers.report_task(task=task, result=result, by=cast.clerk(code), at=at(date(2021, 6, 25)))
        if code != "H03":
            registers.confirm_task(task=task, by=office, at=at(date(2021, 6, 28)))
