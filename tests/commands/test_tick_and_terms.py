"""What an installation does by itself every day, and the words it may put in place of the program's."""

from pathlib import Path

import pytest

from .conftest import Installation, copied

TODAY = "import os; os.environ['SHUPING_TODAY'] = '2021-01-24'"
OWED = (
    "from shuping.apps.cycles.models import Participant\n"
    "from shuping.apps.reports.models import Report\n"
    "rows = Participant.objects.filter(cycle__stage='preparing')\n"
    "[Report.objects.create(participant=row, kind='written') for row in rows]\n"
)
DAILY = (
    "from shuping.commands import tick\n"
    "from shuping.commands.house import open_house\n"
    "open_house()\n"
    "daily = tick.DailyTick(); daily.start()\n"
    "daily.stop(); daily.join(60)\n"
    "assert not daily.is_alive()\n"
)
PAGE = (
    "from django.template import Context, Template\n"
    "from django.utils import translation\n"
    "translation.activate('zh-hans')\n"
    "print(Template('{% role_name role %}').render(Context({'role': 'office'})))\n"
)


@pytest.fixture
def owing(filled: Installation, tmp_path: Path) -> Installation:
    """An installation in which two reports are due tomorrow."""
    made = copied(filled, tmp_path)
    made.script(OWED)
    return made


@pytest.mark.feature("REC-09")
def test_what_is_due_is_raised_once_a_day(owing: Installation) -> None:
    first, second = (owing.shuping("tick", "--json", before=TODAY).answer for _ in range(2))
    assert first == {"on": "2021-01-24", "raised": 2}
    assert second == {"on": "2021-01-24", "raised": 0}


@pytest.mark.feature("REC-09")
def test_the_server_raises_it_while_it_runs_and_leaves_nothing_behind(owing: Installation) -> None:
    done = owing.python(f"{TODAY}\n{DAILY}")
    assert done.code == 0, done.error
    assert owing.shuping("tick", "--json", before=TODAY).answer["raised"] == 0


@pytest.mark.feature("I18-02")
def test_an_installation_puts_its_own_words_in_place_of_the_programs(empty: Installation, tmp_path: Path) -> None:
    here = copied(empty, tmp_path)
    assert "Review office" in here.shuping("terms", "--find", "工作专班", "--json").answer
    assert "--find" in here.shuping("terms", "--replace", "没有这样的词语", "别的").refusal
    assert "工作专班" in here.script(PAGE)
    answer = here.shuping("terms", "--replace", "工作专班", "考核办公室", "--json").answer
    assert answer["changed"] == answer["own"] > 0
    shown = here.script(PAGE)
    assert "考核办公室" in shown
    assert "工作专班" not in shown
    assert here.shuping("terms", "--json").answer["own"] == answer["own"]


@pytest.mark.feature("I18-02")
@pytest.mark.parametrize("verb", ["migrate", "serve", "terms"])
def test_words_that_lose_a_place_to_fill_in_are_refused(verb: str, empty: Installation, tmp_path: Path) -> None:
    here = copied(empty, tmp_path)
    file = Path(here.shuping("terms", "--json").answer["file"])
    file.parent.mkdir(parents=True)
    file.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n', "utf-8")
    assert here.shuping("terms", "--json").answer["own"] == 0
    with file.open("a", encoding="utf-8") as end:
        end.write('msgid "%(count)s days entered."\nmsgstr "录入了几天"\n')
    assert "days entered" in here.shuping(verb).refusal
