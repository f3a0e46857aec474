"""Sets of reports with known copies, by the rules of shared/text.md section 9, made anew from a seed.

Hosts are sentences of laws with no eleven characters in common; 25-40 % of a report is quoted from about 200 laws set
aside and from the policy phrases (Zipf popularity, one to three sentences running). Into that go copies of 60-1,200
characters of every kind, templates, and what a unit takes over from its own earlier year. The whole list of rules is
in docs/benchmarks.md.

TUNING seeds may be looked at as often as one likes; the REPORT seeds are for the figures that are published, and
nothing is chosen by them. Tuning sets are spun with the Chinese Open Wordnet, report sets with Cilin.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from bench.desk import sources, spinners
from bench.desk.gathering import gather
from bench.desk.natural import natural_reuse
from bench.desk.pieces import FIGURES, FORMULAS, HEADINGS, OFFICES, Case, Draft, KnownSet, Piece, Report, Span
from bench.desk.sources import CENTRAL, Law
from bench.desk.spinners import PLACES, Spinner

TUNING = (1, 2, 3)
REPORT = (101, 102, 103)
KINDS = (
    "verbatim", "insert-delete", "shuffled", "swapped", "spun-10", "spun-30", "spun-50", "mixed", "collage", "evasion",
)  # fmt: skip
FULL_SIZE = 2000
SHORTEST, LONGEST = 60, 1200


@dataclass(slots=True)
class _Link:
    """A case before its offsets are known."""

    kind: str
    label: str
    here: list[Piece]
    there: list[Piece]


class Generator:
    """Makes one set. `spinner` is "wordnet" (tuning) or "cilin" (report)."""

    def __init__(self, seed: int, size: int = FULL_SIZE, spinner: str | None = None) -> None:
        self.seed = seed
        self.size = size
        self.chance = Random(f"desk {seed} {size}")
        self.spinner_name = spinner or ("cilin" if seed in REPORT else "wordnet")
        self.spinner = Spinner(sources.cilin() if self.spinner_name == "cilin" else sources.wordnet())
        self.links: list[_Link] = []
        self.families: list[list[list[Piece]]] = []
        self.changed: dict[str, list[int]] = {}

    def make(self) -> KnownSet:
        """The set, the same for the same seed, size and spinner."""
        self._set_aside()
        self._hosts()
        self._write_reports()
        regions = self._choose_copies()
        self._put_copies(regions)
        self._put_templates()
        return self._finished()

    # what is quoted

    def _set_aside(self) -> None:
        chance = self.chance
        central = [law for law in sources.laws() if law.group in CENTRAL and len(law.text) > 3000]
        count = min(200, max(20, self.size // 10))
        self.quoted = chance.sample(central, count)
        aside = {law.key for law in self.quoted}
        self.free = [law for law in sources.laws() if law.key not in aside]
        self.quotable = [self._stretch(law) for law in self.quoted]
        self.weights = [1 / rank for rank in range(1, count + 1)]
        self.phrases = list(sources.phrases())
        chance.shuffle(self.phrases)
        self.phrase_weights = [1 / rank for rank in range(1, len(self.phrases) + 1)]

    def _stretch(self, law: Law) -> list[str]:
        """Five sentences running, from the law's first paragraphs: what everybody quotes of it."""
        cut = [one for paragraph in law.paragraphs[:20] for one in paragraph if len(one) <= 120]
        first = self.chance.randrange(max(1, min(10, len(cut) - 5)))
        return cut[first : first + 5]

    def _quote(self, used: set[int]) -> list[Piece]:
        """One to three sentences of a law that this report does not quote yet."""
        for _ in range(20):
            index = self.chance.choices(range(len(self.quoted)), self.weights)[0]
            if index not in used:
                break
        used.add(index)
        stretch = self.quotable[index]
        first = self.chance.randrange(len(stretch))
        taken = stretch[first : first + self.chance.randint(1, 3)]
        return [Piece(text, f"quote {index}", closed=place > 0) for place, text in enumerate(taken)]

    # the reports themselves

    def _hosts(self) -> None:
        wanted = self.size * 1850
        apart = [law.text for law in self.quoted]
        self.runs = gather(self.free, apart, wanted, self.chance)
        self.chance.shuffle(self.runs)
        self.run, self.at = 0, 0

    def _host(self) -> str:
        """The next host sentence; each is used once."""
        while self.run < len(self.runs) and self.at >= len(self.runs[self.run]):
            self.run, self.at = self.run + 1, 0
        if self.run >= len(self.runs):
            raise sources.MissingSourceError("the laws do not hold enough sentences for a set of this size")
        self.at += 1
        return self.runs[self.run][self.at - 1]

    def _spare(self) -> str:
        """A clause that stands nowhere else."""
        while True:
            for clause in spinners.clauses(self._host()):
                if 6 <= len(clause) <= 24:
                    return clause

    def _figure(self) -> str:
        chance = self.chance
        day = f"{chance.randint(1, 12)}月{chance.randint(1, 28)}日"
        pattern = chance.choice(FIGURES)
        return pattern.format(n=chance.randint(2, 999), p=spinners.person(chance), w=chance.choice(PLACES), d=day)

    def _sentence(self) -> list[Piece]:
        """A host sentence, one in four with figures of its own, one in eight led in by a policy phrase."""
        text = self._host()
        chance = self.chance
        if chance.random() < 0.25:
            text = text[:-1] + self._figure() + text[-1]
        if chance.random() >= 0.12:
            return [Piece(text, "host")]
        phrase = chance.choices(self.phrases, self.phrase_weights)[0]
        return [Piece(f"{phrase}，", "quote phrase"), Piece(text, "host", closed=True)]

    def _write_reports(self) -> None:
        chance = self.chance
        parents = [f"{place}省{word}" for place in PLACES[:5] for word in ("直属机关", "北片", "南片", "东片", "西片")]
        self.drafts: list[Draft] = []
        self.by_unit: dict[str, list[Draft]] = {}
        number = 0
        while len(self.drafts) < self.size:
            number += 1
            unit = f"{chance.choice(PLACES)}{spinners.person(chance)}{chance.choice(OFFICES)}（{number}）"
            parent = chance.choice(parents)
            years = chance.randint(3, 6)
            duties = [Piece(self._host(), "duties") for _ in range(chance.randint(1, 2))]
            for year in range(2022 - years, 2022):
                if len(self.drafts) < self.size:
                    day = date(year, 12, chance.randint(1, 28))
                    draft = Draft(len(self.drafts), unit, parent, year, day)
                    self._write(
                        draft, [Piece(one.text, "duties", closed=place > 0) for place, one in enumerate(duties)]
                    )
                    self.drafts.append(draft)
                    self.by_unit.setdefault(unit, []).append(draft)
        for drafts in self.by_unit.values():
            for index, one in enumerate(drafts):
                for other in drafts[index + 1 :]:
                    self.links.append(_Link("duties", "own_year", _of(other, "duties"), _of(one, "duties")))

    def _write(self, draft: Draft, duties: list[Piece]) -> None:
        chance = self.chance
        length = chance.triangular(1700, 3700, 1900)
        share = chance.uniform(0.27, 0.42)
        pieces = [Piece(f"{draft.unit}{draft.year}年度述职报告", "heading"), *duties]
        pieces[1].breaks = True
        if chance.random() < 0.7:
            pieces.append(Piece(chance.choice(FORMULAS[1:2] + FORMULAS[6:7]), "formula"))
        headings = sorted(chance.sample(range(len(HEADINGS)), chance.randint(4, 6)))
        size, quoted = 0, 0
        used: set[int] = set()
        for place, heading in enumerate(headings):
            pieces.append(Piece(HEADINGS[heading], "heading", breaks=True))
            while size < length * (place + 1) / len(headings):
                paragraph = []
                for _ in range(chance.randint(2, 5)):
                    while quoted < share * size:
                        quote = self._quote(used)
                        quoted += sum(len(one.text) for one in quote)
                        size += sum(len(one.text) for one in quote)
                        paragraph += quote
                    paragraph += self._sentence()
                    size += len(paragraph[-1].text)
                paragraph[0].breaks = True
                pieces += paragraph
            if chance.random() < 0.25:
                pieces.append(Piece(chance.choice(FORMULAS[2:6] + FORMULAS[7:]), "formula"))
        pieces.append(Piece(FORMULAS[0], "formula", breaks=True))
        draft.pieces = pieces

    # copies

    def _choose_copies(self) -> list[tuple[str, str, Draft, list[list[Piece]]]]:
        """Before anything is put in: kind, label, the report that takes, and the regions that it takes."""
        chosen = []
        chance = self.chance
        for number in range(int(self.size * 0.6)):
            kind = KINDS[number % len(KINDS)]
            if kind == "collage" and number // len(KINDS) % 3:
                continue  # each is three cases
            target = chance.choice(self.drafts)
            regions = [self._region(target, kind) for _ in range(3 if kind == "collage" else 1)]
            chosen.append((kind, "copy", target, [region for region in regions if region]))
        for drafts in self.by_unit.values():
            for before, after in zip(drafts, drafts[1:], strict=False):
                fate = chance.random()
                if fate < 0.25:
                    kind = "own-numbers" if fate < 0.15 else "own-spun"
                    region = self._cut(before, chance.randint(300, 900))
                    chosen.append((kind, "own_year", after, [region] if region else []))
        for _, _, _, regions in chosen:
            for region in regions:
                for piece in region[1:]:
                    piece.closed = True
        return chosen

    def _length(self, kind: str) -> int:
        """60 to 1,200 characters, as many of each order of size; a collage takes shorter ones."""
        top = 300 if kind == "collage" else LONGEST
        return int(SHORTEST * (top / SHORTEST) ** self.chance.random())

    def _region(self, target: Draft, kind: str) -> list[Piece]:
        """Sentences running in an earlier report of another unit, of the same parent three times in five."""
        near = [draft for draft in self.drafts if draft.parent == target.parent]
        for _ in range(100):
            source = self.chance.choice(near if self.chance.random() < 0.6 else self.drafts)
            if source.unit == target.unit or source.day >= target.day:
                continue
            if region := self._cut(source, self._length(kind)):
                return region
        return []

    def _cut(self, source: Draft, length: int) -> list[Piece]:
        """Pieces running, host at both ends and for the most part, close to `length`; [] if none is found."""
        for _ in range(20):
            first = self.chance.randrange(3, len(source.pieces) - 1)
            region: list[Piece] = []
            size = 0
            for piece in source.pieces[first:]:
                if piece.origin != "host" and not piece.origin.startswith("quote"):
                    break
                if region and size >= length or size > LONGEST - 200:
                    break
                region.append(piece)
                size += len(piece.text)
            while region and region[-1].origin != "host":
                region.pop()
            own = sum(len(piece.text) for piece in region if piece.origin == "host")
            if (
                region
                and region[0].origin == "host"
                and own >= max(SHORTEST, 0.6 * length)
                and size <= max(150, 1.6 * length)
            ):
                return region
        return []

    def _put_copies(self, chosen: list[tuple[str, str, Draft, list[list[Piece]]]]) -> None:
        for kind, label, target, regions in chosen:
            block: list[Piece] = []
            for region in regions:
                texts = self._altered(kind, [piece.text for piece in region])
                origin = "own" if label == "own_year" else "copy"
                pieces = [Piece(text, origin) for text in texts]
                self.links.append(_Link(kind, label, pieces, region))
                block += pieces
            if not block:
                continue
            gaps = target.gaps()
            lines = [gap for gap in gaps if target.pieces[gap].breaks]
            place = self.chance.choice(lines if self.chance.random() < 0.5 and lines else gaps)
            if target.pieces[place].breaks:
                block[0].breaks = True
            target.put(place, block)

    def _altered(self, kind: str, parts: list[str]) -> list[str]:
        chance = self.chance
        before = "".join(parts)
        acts = {
            "verbatim": lambda: parts,
            "collage": lambda: parts,
            "insert-delete": lambda: spinners.insert_delete(parts, 0.1, self._spare, chance),
            "shuffled": lambda: spinners.shuffle(parts, chance),
            "swapped": lambda: spinners.swap_names(parts, chance),
            "own-numbers": lambda: spinners.swap_names(parts, chance),
            "spun-10": lambda: self._spun(parts, 0.1),
            "spun-30": lambda: self._spun(parts, 0.3),
            "spun-50": lambda: self._spun(parts, 0.5),
            "own-spun": lambda: self._spun(parts, 0.3),
            "mixed": lambda: spinners.insert_delete(
                spinners.shuffle(self._spun(parts, 0.3), chance), 0.1, self._spare, chance
            ),
            "evasion": lambda: spinners.evade(parts, chance),
        }
        texts = acts[kind]()
        if kind.startswith("spun") or kind in ("swapped", "own-spun"):
            after = "".join(texts)
            if len(after) == len(before):
                count = self.changed.setdefault(kind, [0, 0])
                count[0] += sum(one != other for one, other in zip(before, after, strict=True))
                count[1] += len(before)
        return texts

    def _spun(self, parts: list[str], share: float) -> list[str]:
        return [self.spinner.spin(part, share, self.chance) for part in parts]

    # templates

    def _put_templates(self) -> None:
        chance = self.chance
        free = list(self.by_unit.values())
        chance.shuffle(free)
        for _ in range(max(2, self.size // 80)):
            count = int(5 * 10 ** chance.random())
            template = []
            length = chance.randint(600, 1500)
            while sum(map(len, template)) < length:
                template.append(self._host())
            parent = chance.choice(free)[0].parent if free and chance.random() < 0.5 else ""
            near = [drafts for drafts in free if not parent or drafts[0].parent == parent]
            members = []
            for drafts in near[:count]:
                free.remove(drafts)
                members.append(self._filled(chance.choice(drafts), template))
            if len(members) >= 5:
                self.families.append(members)

    def _filled(self, target: Draft, template: Sequence[str]) -> list[Piece]:
        chance = self.chance
        pieces = []
        for sentence in template:
            text = "".join(
                clause[:-1] + self._figure() + clause[-1] if chance.random() < 0.35 else clause
                for clause in spinners.clauses(sentence)
            )
            pieces.append(Piece(text, "template", breaks=not pieces))
        gaps = target.gaps()
        lines = [gap for gap in gaps if target.pieces[gap].breaks] or gaps
        target.put(chance.choice(lines), pieces)
        return pieces

    # the end

    def _finished(self) -> KnownSet:
        reports = []
        for draft in self.drafts:
            text = draft.text()
            origins = [(piece.begin, piece.end, piece.origin) for piece in draft.pieces]
            legitimate = tuple(
                (b, e) for b, e, origin in origins if origin.split()[0] in ("quote", "heading", "formula")
            )
            quotes = tuple(((b, e), origin) for b, e, origin in origins if origin.startswith("quote"))
            name = f"{draft.index:06d}"
            reports.append(Report(name, text, draft.unit, draft.parent, draft.year, draft.day, legitimate, quotes))
        cases = tuple(
            Case(link.kind, link.label, link.here[0].report, _span(link.here), link.there[0].report, _span(link.there))
            for link in self.links
            if link.here and link.there
        )
        families = tuple(tuple((member[0].report, _span(member)) for member in family) for family in self.families)
        same = list(self._same_source())
        planted = [(case.a, case.span_a, case.b, case.span_b) for case in cases]
        planted += [
            (*one, *other) for family in families for place, one in enumerate(family) for other in family[place + 1 :]
        ]
        ignored = [*same, *natural_reuse(reports, planted + same)]
        full = [(law.title + str(law.key), law.text) for law in self.quoted]
        known = self.chance.sample(full, round(0.6 * len(full)))
        all_phrases = [(f"phrase {index}", phrase) for index, phrase in enumerate(self.phrases)]
        known_phrases = self.chance.sample(all_phrases, round(0.6 * len(all_phrases)))
        swaps = {kind: 1000 * count / total for kind, (count, total) in self.changed.items()}
        return KnownSet(
            self.seed,
            self.spinner_name,
            tuple(reports),
            cases,
            tuple(ignored),
            tuple(sorted(known) + sorted(known_phrases)),
            tuple(full + all_phrases),
            families,
            swaps,
        )

    def _same_source(self) -> Iterator[tuple[int, Span, int, Span]]:
        """Pairs that took the same sentences from the same report: not counted either way."""
        users: dict[int, list[_Link]] = {}
        for link in self.links:
            if link.kind != "duties":
                for piece in link.there:
                    users.setdefault(id(piece), []).append(link)
        seen = set()
        for links in users.values():
            for index, one in enumerate(links):
                for other in links[index + 1 :]:
                    if one.here[0].report != other.here[0].report and (id(one), id(other)) not in seen:
                        seen.add((id(one), id(other)))
                        yield one.here[0].report, _span(one.here), other.here[0].report, _span(other.here)


def _of(draft: Draft, origin: str) -> list[Piece]:
    return [piece for piece in draft.pieces if piece.origin == origin]


def _span(pieces: list[Piece]) -> Span:
    return pieces[0].begin, pieces[-1].end


def make_set(seed: int, size: int = FULL_SIZE, spinner: str | None = None) -> KnownSet:
    """The set of this seed: the same every time."""
    return Generator(seed, size, spinner).make()
