"""An official document as one frozen value: who says what to whom, in which layout. Both renderers draw only this.

Import the blocks from `shuping.core.documents.blocks`. Figures of the layout: docs/rules/documents.md.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from .blocks import Block


class Secrecy(StrEnum):
    """发布属性 of a paper in this system, which is not for state secrets (see `numbering.refuse_secret_class`)."""

    OPEN = "open"  # 主动公开
    ON_REQUEST = "on_request"  # 依申请公开
    CLOSED = "closed"  # 不予公开
    INTERNAL = "internal"  # 内部材料, printed as a mark


class Urgency(StrEnum):
    """紧急程度."""

    NONE = "none"
    URGENT = "urgent"  # 加急
    MOST_URGENT = "most_urgent"  # 特急


class Retention(StrEnum):
    """保管期限."""

    PERMANENT = "permanent"  # 永久
    THIRTY_YEARS = "thirty_years"  # 30年
    TEN_YEARS = "ten_years"  # 10年


class Variant(StrEnum):
    """What the first page looks like."""

    RED_HEAD = "red_head"  # 文件格式: red 发文机关标志, number, red line, title
    LETTER = "letter"  # 信函格式: red name above a double line, number at the right
    PLAIN = "plain"  # a paper without head: title and text (材料, 报告文本, 主持词)
    FORM = "form"  # a form or table on one or a few sheets
    LEDGER = "ledger"  # a wide table: 台账, 计票汇总表
    VOLUME = "volume"  # a bound volume: cover, contents, parts
    CARDS = "cards"  # 桌签


class Paper(StrEnum):
    """Sheet sizes in use."""

    A4 = "A4"
    A3 = "A3"


SIZES: dict[str, Decimal] = {
    "初号": Decimal(42),
    "小初": Decimal(36),
    "一号": Decimal(26),
    "小一": Decimal(24),
    "二号": Decimal(22),
    "小二": Decimal(18),
    "三号": Decimal(16),
    "小三": Decimal(15),
    "四号": Decimal(14),
    "小四": Decimal(12),
    "五号": Decimal("10.5"),
    "小五": Decimal(9),
}
"""Chinese size names in points."""


@dataclass(frozen=True, slots=True)
class Fonts:
    """Official font names by the office they hold; written so into docx, looked for or replaced in the PDF."""

    body: str = "仿宋_GB2312"
    kai: str = "楷体_GB2312"
    hei: str = "黑体"
    song: str = "宋体"
    title: str = "方正小标宋简体"
    latin: str = "Times New Roman"  # digits and letters of the body


@dataclass(frozen=True, slots=True)
class Layout:
    """Template parameters; the defaults are GB/T 9704-2012. Millimetres and points."""

    variant: Variant = Variant.PLAIN
    paper: Paper = Paper.A4
    landscape: bool = False
    top: int = 37
    bottom: int = 35
    left: int = 28
    right: int = 26
    lines: int = 22  # to a page
    characters: int = 28  # to a line
    pitch: Decimal = Decimal("28.99")  # points from line to line
    fonts: Fonts = field(default_factory=Fonts)
    body_size: str = "三号"
    title_size: str = "二号"
    table_size: str = "小四"
    page_number_size: str = "四号"
    imprint_size: str = "四号"
    page_numbers: str = "dashes"  # "dashes": — 1 — outer side; "of": 第 1 页 共 9 页 centred; "none"
    head_color: str = "#FF0000"  # red of the head and its line; PDF prints C0 M100 Y100 K0

    @property
    def width(self) -> int:
        """Of the sheet as it lies, millimetres."""
        return self._sheet[1] if self.landscape else self._sheet[0]

    @property
    def height(self) -> int:
        """Of the sheet as it lies, millimetres."""
        return self._sheet[0] if self.landscape else self._sheet[1]

    @property
    def _sheet(self) -> tuple[int, int]:
        return (210, 297) if self.paper is Paper.A4 else (297, 420)


RED_HEAD = Layout(variant=Variant.RED_HEAD)
LETTER = Layout(variant=Variant.LETTER)
PLAIN = Layout()
FORM = Layout(variant=Variant.FORM, top=25, bottom=22, left=22, right=22, page_numbers="of")
LEDGER = Layout(
    variant=Variant.LEDGER, landscape=True, top=22, bottom=20, left=18, right=18, table_size="五号", page_numbers="of"
)
LEDGER_A3 = replace(LEDGER, paper=Paper.A3)
VOLUME = Layout(variant=Variant.VOLUME)
CARDS = Layout(variant=Variant.CARDS, top=10, bottom=10, left=10, right=10, page_numbers="none")


@dataclass(frozen=True, slots=True)
class Number:
    """发文字号: 青交党〔2022〕5号 is Number("青交党", 2022, 5). The year is the year of issue."""

    code: str  # 机关代字
    year: int
    serial: int


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件: its title in the note after the text, its blocks on new pages behind the signature."""

    title: str
    blocks: tuple[Block, ...] = ()  # empty: only named in the note (it comes as a file of its own)
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Imprint:
    """版记 at the foot of the last page: copies to, printing office and day, how many were printed."""

    copies_to: tuple[str, ...] = ()  # 抄送
    printed_by: str = ""  # 印发机关
    printed_on: date | None = None  # 印发日期
    copies: int | None = None  # 共印…份


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What the register adds to a paper: addressees and copies one a line, class, retention, printed copies, seal.

    `secrecy` and `retention` stand as typed: a class that may not stand here is answered, not swallowed.
    """

    recipients: str
    copies_to: str
    secrecy: str
    retention: str
    copies: int | None
    seal: bool


@dataclass(frozen=True, slots=True)
class Document:
    """One paper, whole.

    `kind` is the code of the documents app (plan, notice, …). `head` is the red head's words, e.g.
    中共青岚省交通运输厅党组文件; empty: the issuers with 文件. `signatories` are the organs that sign (署名);
    `dated` is 成文日期; `seal` leaves the place of the 印章. `signer` is the 签发人 of a paper that goes upwards.
    `author` stands under the title (单位、职务、姓名 of a report). `note` is the 附注 in brackets below the date.
    """

    kind: str
    title: str
    blocks: tuple[Block, ...] = ()
    layout: Layout = PLAIN
    issuers: tuple[str, ...] = ()
    head: str = ""
    number: Number | None = None
    signer: str = ""
    recipients: tuple[str, ...] = ()  # 主送
    author: str = ""
    subtitle: str = ""
    attachments: tuple[Attachment, ...] = ()
    signatories: tuple[str, ...] = ()
    dated: date | None = None
    seal: bool = False
    note: str = ""
    imprint: Imprint | None = None
    secrecy: Secrecy = Secrecy.CLOSED
    urgency: Urgency = Urgency.NONE
    retention: Retention = Retention.THIRTY_YEARS
    copy_number: int | None = None  # 份号, printed with six digits
    foot: str = ""  # small words at the foot of every page, e.g. the short code of a tally's hash
