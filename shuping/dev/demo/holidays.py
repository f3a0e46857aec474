"""The working calendar of the demonstration: the public holidays of 2021 and 2022 with their moved working days."""

from datetime import date

from shuping.apps.cycles import api as cycles
from shuping.core.cycles.holidays import read

from .moments import at
from .register import Cast

# Dates as the general office of the government set them for these years: facts, in the form a clerk pastes.
OF_2021 = """元旦：2021年1月1日至3日放假。
春节：2月11日至17日放假调休。2月7日、2月20日上班。
清明节：4月3日至5日放假调休。
劳动节：5月1日至5日放假调休。4月25日、5月8日上班。
端午节：6月12日至14日放假。
中秋节：9月19日至21日放假调休。9月18日上班。
国庆节：10月1日至7日放假调休。9月26日、10月9日上班。"""
OF_2022 = """元旦：2022年1月1日至3日放假。
春节：1月31日至2月6日放假调休。1月29日、1月30日上班。
清明节：4月3日至5日放假调休。4月2日上班。
劳动节：4月30日至5月4日放假调休。4月24日、5月7日上班。
端午节：6月3日至5日放假。
中秋节：9月10日至12日放假。
国庆节：10月1日至7日放假调休。10月8日、10月9日上班。"""


def enter(cast: Cast) -> None:
    """The office pastes both notices before it makes the plan of the year."""
    for year, text in ((2021, OF_2021), (2022, OF_2022)):
        rows = [(one.day, one.working, one.note) for one in read(text, year)]
        cycles.set_days(rows=rows, by=cast.actor("office"), at=at(date(2021, 12, 16), 7, 50))
