"""How a copied passage is changed. Each act takes a list of sentences and a source of chance, and gives a new list."""

import re
from collections.abc import Callable
from random import Random

from ahocorasick_rs import AhoCorasick, MatchKind

# Invented names only.
PLACES = (
    "青岚",
    "澄河",
    "云岭",
    "石汀",
    "松洲",
    "白芷",
    "临湾",
    "桐坞",
    "雁回",
    "柳浦",
    "望川",
    "鹿鸣",
    "沙堰",
    "枫桥",
    "银杏",
)
SURNAMES = "沈陆顾叶蒋魏薛尹阮岑祁骆"
GIVEN = ("怀谷", "知行", "若水", "守拙", "立中", "清和", "望舒", "长庚", "景行", "思远", "既明", "以宁", "方舟", "予安")
ORGANS = (
    "国务院", "省人民政府", "市人民政府", "县级人民政府", "主管部门", "公安机关", "人民法院", "人民检察院", "税务机关",
    "财政部门", "审计机关", "监察机关", "行业协会", "企业", "学校", "医疗机构", "社会组织", "农村", "城市",
)  # fmt: skip
_ORGAN = re.compile("|".join(sorted(ORGANS, key=len, reverse=True)))
_FIGURES = re.compile(r"[0-9]+")
_NUMERALS = re.compile(r"[一二三四五六七八九十百千万两]+(?=[年月日个项元人次倍份家户名周])")
_NUMERAL = "二三四五六七八九"
_CLAUSE = re.compile(r"[^，、]+[，、]?")
_WIDTH = 0xFEE0
_HIDDEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u2061\ufe0f\u034f"
_SAME_LOOK = str.maketrans({chr(ord(unified)): radical for unified, radical in zip(
    "一二人入八力十又口土士大女子小工己巾干弓心手支文斗方日月木止水火父片牛犬玄玉瓜瓦生用田白皮目矛石示禾穴立竹米羊老而耳肉自至舌舟色虫血行衣言谷赤走足身里金雨非面革音首香高鬼",
    "⼀⼆⼈⼊⼋⼒⼗⼜⼝⼟⼠⼤⼥⼦⼩⼯⼰⼱⼲⼸⼼⼿⽀⽂⽃⽅⽇⽉⽊⽌⽔⽕⽗⽚⽜⽝⽞⽟⽠⽡⽣⽤⽥⽩⽪⽬⽭⽯⽰⽲⽳⽴⽵⽶⽺⽼⽽⽿⾁⾃⾄⾆⾈⾊⾍⾎⾏⾐⾔⾕⾚⾛⾜⾝⾥⾦⾬⾮⾯⾰⾳⾸⾹⾼⿁",
    strict=True)})  # fmt: skip
_NEAR_LOOK = {
    "未": "末",
    "末": "未",
    "己": "已",
    "已": "己",
    "土": "士",
    "士": "土",
    "人": "入",
    "日": "曰",
    "干": "千",
}
LENGTH_KEPT = 0.97  # a spinner nearly always keeps the length of the word (text.md 1.3)


class Spinner:
    """Swaps words for their synonyms, whatever the sense, as the spinners on the market do."""

    def __init__(self, synonyms: dict[str, tuple[str, ...]]) -> None:
        self.words = sorted(synonyms)
        self.same = [tuple(one for one in synonyms[word] if len(one) == len(word)) for word in self.words]
        self.other = [tuple(one for one in synonyms[word] if len(one) != len(word)) for word in self.words]
        self._finder = AhoCorasick(self.words, matchkind=MatchKind.LeftmostLongest)

    def spin(self, text: str, share: float, chance: Random) -> str:
        """`share` of the two-character words that have a synonym are swapped for one of them."""
        parts = []
        done = 0
        for index, begin, end in self._finder.find_matches_as_indexes(text):
            if end - begin != 2 or not self.same[index] or chance.random() >= share:
                continue
            choices = self.same[index]
            if self.other[index] and chance.random() >= LENGTH_KEPT:
                choices = self.other[index]
            parts += [text[done:begin], chance.choice(choices)]
            done = end
        return "".join([*parts, text[done:]])

    def replaceable(self, text: str) -> int:
        """How many words of the text could be swapped."""
        return sum(
            1
            for index, begin, end in self._finder.find_matches_as_indexes(text)
            if end - begin == 2 and self.same[index]
        )


def clauses(sentence: str) -> list[str]:
    """A sentence cut after ，、 with the signs kept."""
    return _CLAUSE.findall(sentence)


def person(chance: Random) -> str:
    """An invented name."""
    return chance.choice(SURNAMES) + chance.choice(GIVEN)


def swap_names(parts: list[str], chance: Random) -> list[str]:
    """Other figures, numerals, places, persons and half of the organs."""
    places = dict(zip(PLACES, chance.sample(PLACES, len(PLACES)), strict=True))
    organs = dict(zip(ORGANS, chance.sample(ORGANS, len(ORGANS)), strict=True))
    swapped = {organ for organ in ORGANS if chance.random() < 0.5}

    def figures(match: re.Match[str]) -> str:
        return str(chance.randint(1, 10 ** len(match[0])))

    def numerals(match: re.Match[str]) -> str:
        return "".join(chance.choice(_NUMERAL) if one in _NUMERAL + "一" else one for one in match[0])

    changed = []
    for part in parts:
        text = _FIGURES.sub(figures, part)
        text = _NUMERALS.sub(numerals, text)
        text = _ORGAN.sub(lambda match: organs[match[0]] if match[0] in swapped else match[0], text)
        text = re.sub("|".join(PLACES), lambda match: places[match[0]], text)
        text = re.sub(f"[{SURNAMES}](?:{'|'.join(GIVEN)})", lambda match: person(chance), text)
        changed.append(text)
    return changed


def insert_delete(parts: list[str], share: float, spare: Callable[[], str], chance: Random) -> list[str]:
    """`share` of the clauses are dropped or get a new clause (from `spare`) behind them, half each."""
    changed = []
    for part in parts:
        kept = []
        for clause in clauses(part):
            fate = chance.random()
            if fate >= share / 2:
                kept.append(clause)
            if share / 2 <= fate < share:
                kept.append(spare())
        changed.append("".join(kept))
    filled = [part for part in changed if part]
    return filled or parts


def shuffle(parts: list[str], chance: Random) -> list[str]:
    """Sentences in another order; a single sentence has its clauses put into another order; long text goes by twos."""
    if len(parts) == 1:
        cut = clauses(parts[0])
        chance.shuffle(cut)
        return ["".join(cut)]
    size = 2 if len(parts) >= 8 and chance.random() < 0.5 else 1
    groups = [parts[first : first + size] for first in range(0, len(parts), size)]
    before = list(groups)
    while groups == before:
        chance.shuffle(groups)
    return [part for group in groups for part in group]


def evade(parts: list[str], chance: Random) -> list[str]:
    """Invisible characters, full-width signs, look-alike and near-alike characters, other punctuation."""
    ways = chance.sample(("hidden", "wide", "alike", "points"), chance.randint(2, 4))
    changed = []
    for part in parts:
        text = []
        for character in part:
            text.append(_evaded(character, ways, chance))
            if "hidden" in ways and chance.random() < 0.2:
                text.append(chance.choice(_HIDDEN))
        changed.append("".join(text))
    return changed


def _evaded(character: str, ways: list[str], chance: Random) -> str:
    if "wide" in ways and "!" <= character <= "~":
        return chr(ord(character) + _WIDTH)
    if "alike" in ways and chance.random() < 0.6:
        if character in _NEAR_LOOK and chance.random() < 0.2:
            return _NEAR_LOOK[character]
        return character.translate(_SAME_LOOK)
    if "points" in ways and character in "，、；。：" and chance.random() < 0.5:
        return chance.choice(("，", "；", "。", " ", "", "\u3000"))
    return character
