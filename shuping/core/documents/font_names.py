"""Names under which the official fonts go: the same design has a Chinese and an English name and a successor."""

from collections.abc import Mapping

SAME_FONT: Mapping[str, tuple[str, ...]] = {
    "仿宋_GB2312": ("FangSong_GB2312", "仿宋", "FangSong"),
    "楷体_GB2312": ("KaiTi_GB2312", "楷体", "KaiTi"),
    "黑体": ("SimHei",),
    "宋体": ("SimSun", "NSimSun", "新宋体"),
    "方正小标宋简体": ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "FZXiaoBiaoSong-B05"),
}
"""Official name: other names of the same font, or of its successor with the same design."""


def same_font(found: str, official: str) -> bool:
    """Whether a name in a file means this official font."""
    return found == official or found in SAME_FONT.get(official, ())
