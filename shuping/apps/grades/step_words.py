"""The steps of a computation in the reader's language.

In Chinese the sentence that was stored with the result stands as it is: official wording, sealed with it. For any other
language it is worded here from the same code and the same figures; nothing is computed. `worded` in Chinese gives the
stored sentence again (tests hold the two together).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, pgettext
from django.utils.translation import gettext_lazy as _

from shuping.apps.cycles import api as cycles_api
from shuping.core.grading.numbers import plain
from shuping.core.grading.values import WITHHELD
from shuping.core.rulesets.values import GRADES, GradingRules

Step = Mapping[str, Any]

KEYS: Mapping[str, str | Promise] = {
    "composite": _("composite"),
    "ballot": _("ballot score"),
    "annual": _("score of the annual Party-work assessment"),
    "leader": _("score of the leaders' assessment"),
    "good_rate": _("rate of Good"),
}
SAYS: Mapping[str, str | Promise] = {
    "not_good": _("may not be graded “%(good)s”"),
    "at_most_average": _("graded “%(average)s” at most"),
    "poor": _("graded “%(poor)s”"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence needs besides its step: the rules, the official names, the reporter's case and result."""

    rules: GradingRules
    names: Mapping[str, str]
    reporter: Mapping[str, Any]
    result: Mapping[str, Any]
    warnings: Sequence[Step] = ()

    @property
    def means(self) -> Mapping[str, str]:
        """The class means with the digits of their own steps."""
        found = [step["params"] for step in self.result["steps"] if step["code"] == "F1"]
        return {one["class"]: one["mean"] for one in found if one["mean"] is not None}


def in_words(steps: Sequence[Step], told: Told) -> list[dict[str, str]]:
    """{"code", "text"} of every step for this reader."""
    if _reads_chinese():
        return [{"code": str(step["code"]), "text": str(step["text"])} for step in steps]
    return [{"code": str(step["code"]), "text": worded(step, told)} for step in steps]


def warnings_in_words(warnings: Sequence[Step], names: Mapping[str, str]) -> list[str]:
    """The warnings of a computation for this reader."""
    if _reads_chinese():
        return [str(one["text"]) for one in warnings]
    return [warning_worded(one, names) for one in warnings]


def _reads_chinese() -> bool:
    return (get_language() or "zh").startswith("zh")


def worded(step: Step, told: Told) -> str:
    """The sentence of one step in the active language, with its rule number; one unknown here as it was stored."""
    words = _WORDS.get(step["code"])
    return f"{step['code']} {words(step['params'], told)}" if words is not None else str(step["text"])


def warning_worded(warning: Step, names: Mapping[str, str]) -> str:
    """The sentence of one warning in the active language."""
    given = warning["params"]
    if warning["code"] == "F2":
        return "F2 " + gettext(
            "%(name)s: class %(code)s has no valid row; the weights are spread over the other classes."
        ) % {"name": given["id"], "code": given["class"]}
    if warning["code"] == "cap_undecided":
        return gettext(
            "The border of the proportion falls between %(names)s, who stand at the same place: %(places)s of them can "
            "be graded “%(good)s”. Nothing is adjusted; the meeting decides."
        ) % {"names": _listed(given["ids"]), "places": given["places"], "good": cycles_api.grade_names(names)["good"]}
    return str(warning["text"])


def _listed(words: Sequence[str]) -> str:
    return pgettext("between the members of a list", ", ").join(words)


def _sum(terms: Sequence[str]) -> str:
    return pgettext("between the terms of a sum", " + ").join(terms)


def _key(key: str) -> str:
    if key.startswith("class:"):
        return gettext("mean of class %(code)s") % {"code": key.removeprefix("class:")}
    return str(KEYS[key])


def _class_mean(given: Mapping[str, Any], told: Told) -> str:
    code, mean = given["class"], given["mean"]
    if mean is None:
        return gettext("Class %(code)s has no valid row; no mean is taken.") % {"code": code}
    shown = {"code": code, "mean": mean, "rows": given["rows"]}
    if "counts" not in given:
        scores = [Fraction(score) for score in told.reporter["ballots"][code]["scores"]]
        return gettext("Mean of class %(code)s = %(rows)s scores, sum %(total)s ÷ %(rows)s = %(mean)s.") % {
            **shown,
            "total": plain(sum(scores, Fraction(0))),
        }
    values = told.rules.grade_values
    terms = _sum([f"{given['counts'][grade]}×{plain(values[grade])}" for grade in GRADES])
    left = ""
    if given["abstain"]:
        left = gettext(" (%(rows)s rows “%(name)s” are not counted)") % {
            "rows": given["abstain"],
            "name": cycles_api.grade_names(told.names)["abstain"],
        }
    return gettext("Mean of class %(code)s = (%(terms)s) ÷ %(rows)s = %(mean)s%(left)s.") % {
        **shown,
        "terms": terms,
        "left": left,
    }


def _ballot(given: Mapping[str, Any], told: Told) -> str:
    means = told.means
    total = plain(sum((Fraction(weight) for weight in given["weights"].values()), Fraction(0)))
    formula = _sum([f"{weight}×{means[code]}" for code, weight in given["weights"].items()])
    if total != "1":
        formula = gettext("(%(terms)s) ÷ %(total)s") % {"terms": formula, "total": total}
    note = ""
    if given["missing"]:
        note = gettext("; class %(codes)s is missing, the weights are spread over the other classes") % {
            "codes": _listed(given["missing"])
        }
    return gettext("Ballot score = %(formula)s = %(result)s%(note)s.") % {
        "formula": formula,
        "result": given["ballot"],
        "note": note,
    }


def _good_rate(given: Mapping[str, Any], told: Told) -> str:
    return gettext("Rate of “%(good)s” = %(count)s ÷ %(rows)s = %(rate)s.") % {
        "good": cycles_api.grade_names(told.names)["good"],
        "count": given["good"],
        "rows": given["rows"],
        "rate": given["good_rate"],
    }


def _composite(given: Mapping[str, Any], told: Told) -> str:
    formula = _sum(
        [
            pgettext("weight, component, score", "%(weight)s × %(component)s %(score)s")
            % {"weight": weight, "component": KEYS[name], "score": given["components"][name]}
            for name, weight in given["weights"].items()
        ]
    )
    if given["bonus"] != "0":
        formula += gettext(" + bonus %(points)s") % {"points": given["bonus"]}
    if given["deduction"] != "0":
        formula += gettext(" − deduction %(points)s") % {"points": given["deduction"]}
    note = gettext(" (what lies outside 0 to 100 is not counted)") if given["clipped"] else ""
    return gettext("Composite = %(formula)s = %(result)s%(note)s.") % {
        "formula": formula,
        "result": given["composite"],
        "note": note,
    }


def _band(given: Mapping[str, Any], told: Told) -> str:
    if given["below"] is None:
        span = gettext("%(lower)s and above") % {"lower": given["from"]}
    else:
        span = gettext("%(lower)s and above, below %(upper)s") % {"lower": given["from"], "upper": given["below"]}
    return gettext("The composite %(composite)s lies in the band of “%(grade)s” (%(span)s): “%(grade)s” for now.") % {
        "composite": given["composite"],
        "grade": cycles_api.grade_names(told.names)[given["band"]],
        "span": span,
    }


def _veto(given: Mapping[str, Any], told: Told) -> str:
    names = cycles_api.grade_names(told.names)
    withheld = given["kind"] == WITHHELD
    what = gettext("A circumstance confirmed by discipline supervision") if withheld else str(given["kind"])
    if given["reason"] and not withheld:
        what = pgettext("kind and reason", "%(kind)s (%(reason)s)") % {"kind": what, "reason": given["reason"]}
    done = gettext("the grade stays")
    if given["before"] != given["after"]:
        done = gettext("from “%(before)s” to “%(after)s”") % {
            "before": names[given["before"]],
            "after": names[given["after"]],
        }
    return gettext("%(what)s: %(effect)s, %(done)s.") % {
        "what": what,
        "effect": str(SAYS[given["effect"]]) % names,
        "done": done,
    }


def _cap(given: Mapping[str, Any], told: Told) -> str:
    names = cycles_api.grade_names(told.names)
    good, fairly = names["good"], names["fairly_good"]
    figures = {
        "good": good,
        "fairly": fairly,
        "share": plain(Fraction(given["share"]) * 100),
        "group": given["group"],
        "limit": given["limit"],
        "already": given["already"],
        "lower": given["to_lower"],
    }
    if given["kind"] == "good_max":
        rule = gettext("%(good)s not above %(share)s%%") % figures
        base = gettext(
            "of %(group)s people at most %(limit)s “%(good)s”, %(already)s stand there, %(lower)s to be moved"
        )
    else:
        rule = gettext("%(fairly)s and below not under %(share)s%%") % figures
        base = gettext(
            "of %(group)s people at least %(limit)s “%(fairly)s” and below, %(already)s stand there, %(lower)s to be "
            "moved"
        )
    return gettext("Proportion (%(rule)s): %(base)s; %(end)s") % {
        "rule": rule,
        "base": base % figures,
        "end": _cap_end(given["outcome"], told, figures),
    }


def _cap_end(outcome: str, told: Told, figures: Mapping[str, object]) -> str:
    if outcome == "lowered":
        return gettext("this place comes last and moves from “%(good)s” to “%(fairly)s”.") % figures
    if outcome == "kept":
        return gettext("this place is not moved.")
    border = next(one["params"] for one in told.warnings if one["code"] == "cap_undecided")
    return gettext(
        "the border falls between the %(count)s people at the same place, of whom %(places)s can be graded “%(good)s”; "
        "the meeting decides."
    ) % {**figures, "count": len(border["ids"]), "places": border["places"]}


def _rank(given: Mapping[str, Any], told: Told) -> str:
    text = gettext("Order by %(keys)s: place %(rank)s.") % {
        "keys": _listed([_key(key) for key in given["tie_order"]]),
        "rank": given["rank"],
    }
    for one in given["ties"]:
        if one["separated_by"] is None:
            text += gettext(" Same composite and same place as %(name)s; the meeting decides.") % {"name": one["id"]}
        else:
            text += gettext(" Same composite as %(name)s, told apart by: %(key)s.") % {
                "name": one["id"],
                "key": _key(one["separated_by"]),
            }
    return text


def _stability(given: Mapping[str, Any], told: Told) -> str:
    change, span = given["smallest_change"], given["interval"]
    if change is None:
        text = gettext("No change of rows would change the grade for now, or none applies")
    else:
        text = gettext("A change of %(rows)s rows at least would change the grade for now") % {"rows": change}
    if span is not None:
        text += gettext("; interval of the composite %(low)s to %(high)s") % {"low": span[0], "high": span[1]}
    return text + gettext(
        ". The interval treats the raters as a sample; it only shows how firm the score is and changes no grade."
    )


_WORDS: Mapping[str, Callable[[Mapping[str, Any], Told], str]] = {
    "F1": _class_mean,
    "F2": _ballot,
    "F3": _composite,
    "F4": _good_rate,
    "F5": _band,
    "R-55": _veto,
    "R-52": _cap,
    "F6": _rank,
    "F11": _stability,
}
