"""The yearly notice on holidays is read as it is published."""

from datetime import date

import pytest

from shuping.core.cycles.holidays import read

NOTICE = """一、元旦：2022年1月1日至3日放假，共3天。
二、春节：1月31日至2月6日放假调休，共7天。1月29日（星期六）、1月30日（星期日）上班。
三、清明节：4月3日至5日放假调休，共3天。4月2日（星期六）上班。
四、劳动节：4月30日至5月4日放假调休，共5天。4月24日（星期日）、5月7日（星期六）上班。
五、端午节：6月3日至5日放假，共3天。
六、中秋节：9月10日至12日放假，共3天。
七、国庆节：10月1日至7日放假调休，共7天。10月8日（星期六）、10月9日（星期日）上班。"""


@pytest.mark.feature("CYC-14")
def test_a_whole_notice_gives_its_days_off_and_its_moved_working_days() -> None:
    days = read(NOTICE, 2022)
    worked = [one.day for one in days if one.working]
    assert worked == [
        date(2022, 1, 29), date(2022, 1, 30), date(2022, 4, 2), date(2022, 4, 24),
        date(2022, 5, 7), date(2022, 10, 8), date(2022, 10, 9),
    ]  # fmt: skip
    assert len(days) - len(worked) == 3 + 7 + 3 + 5 + 3 + 3 + 7
    assert {one.note for one in days} == {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}
    assert all(one.day.weekday() >= 5 for one in days if one.working)


@pytest.mark.feature("CYC-14")
@pytest.mark.parametrize(
    ("text", "off", "worked"),
    [
        ("元旦：1月1日放假，与周末连休。", ["2024-01-01"], []),
        ("元旦：2023年12月30日至2024年1月1日放假调休。", ["2023-12-30", "2023-12-31", "2024-01-01"], []),
        ("元旦：12月31日至1月2日放假。", ["2024-12-31", "2025-01-01", "2025-01-02"], []),
        (
            "劳动节：5月1日（周三）至2日（周四）放假调休。4月28日、11日照常上班。",
            ["2024-05-01", "2024-05-02"],
            ["2024-04-28"],
        ),
        ("春节：鼓励各单位结合带薪年休假等制度落实，安排职工在除夕（2月9日）休息。", [], []),
        ("2月30日放假。13月1日至3日放假。2月3日上班", [], ["2024-02-03"]),
        ("1月1日至12月31日放假", [], []),
        ("", [], []),
    ],
)
def test_what_cannot_be_read_is_left_out_and_never_guessed(text: str, off: list[str], worked: list[str]) -> None:
    days = read(text, 2024)
    assert [one.day.isoformat() for one in days if not one.working] == off
    assert [one.day.isoformat() for one in days if one.working] == worked
