"""The command line: exit codes, messages, and what stays in service whatever a person does."""

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from dashboard import workspaces
from dashboard.__main__ import main, parser
from dashboard.engine import build, catalogue
from tests import few_queries, small_city
from tests.small_city import ROOT, contents

COMMANDS = (
    *("load", "build", "status", "sample", "new-indicator", "docs"),
    *("changes", "digest", "export", "parties", "propose", "template"),
    *("cardinal", "evaluate", "scenarios"),
)


@pytest.fixture
def built(own_small_city) -> Path:
    """A copy of the small city that a test may spoil: `files` and `local` below one folder."""
    return own_small_city.folder


@pytest.fixture
def local(tmp_path, monkeypatch) -> Path:
    """An empty folder of local data."""
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "local"))
    return tmp_path / "local"


def in_service() -> Path:
    """The DuckDB file in service; fails where it cannot be opened."""
    facts = workspaces.read("sample").published_folder() / "facts.duckdb"
    with duckdb.connect(str(facts), read_only=True) as connection:
        assert connection.execute("SELECT COUNT(*) FROM projects").fetchone()[0] > 0
    return facts


# --- Messages and exit codes -------------------------------------------------------------------


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert f"python -m dashboard {command}" in capsys.readouterr().out


def test_the_overview_says_in_a_few_words_what_every_command_does(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    overview = capsys.readouterr().out
    choices = parser()._subparsers._group_actions[0]
    assert set(choices.choices) == set(COMMANDS)
    assert all(action.help and action.help in overview for action in choices._choices_actions)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["build", "bueno-aires"], "Did you mean 'buenos-aires'?"),
        (["status", "atlantis"], "there is no such workspace"),
        (["load", "sample", "sample-paymnts", __file__], "Did you mean 'sample-payments'?"),
        (["load", "sample", "ba-works", __file__], "has no such source"),
        (["new-indicator", "LatePayment"], "snake_case"),
        (["new-indicator", "stalled_project"], "exists already"),
        (["new-indicator", "late_meals", "--family", "food"], "Known are: competition, cost"),
    ],
)
def test_words_that_do_not_exist_here_are_wrong_usage(local, capsys, words, expected):
    assert main(words) == 2
    message = capsys.readouterr().err
    assert expected in message
    assert "Traceback" not in message


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "COMMAND"),
        (["fly"], "invalid choice: 'fly'"),
        (["load", "sample", "sample-payments"], "FILE"),
        (["build", "sample", "--as-of", "31.12.2025"], "is not a date like 2025-12-31"),
        (["sample", "--projects", "many"], "is not a whole number of 1 or more"),
        (["sample", "--projects", "0"], "is not a whole number of 1 or more"),
    ],
)
def test_a_command_that_cannot_be_read_is_wrong_usage(local, capsys, words, expected):
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert expected in capsys.readouterr().err


def test_building_before_loading_says_what_to_load(local, capsys):
    assert main(["build", "bengaluru"]) == 1
    message = capsys.readouterr().err
    assert "nothing has been loaded yet" in message
    assert "python -m dashboard load bengaluru bbmp-bills FILE" in message


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("payments.csv", None, ["there is no such file", "Check the path"]),
        ("payments.csv", b"", ["the file is empty", "At least a header was expected"]),
        ("payments.csv", b"PK\x03\x04\x00\x00", ["not a text file", "saved as CSV"]),
        (
            "payments.csv",
            b"payment,invoice\n1,2\n",
            ["no column 'payment'", "Did you mean 'payment_id'? Rename"],
        ),
    ],
    ids=["missing", "empty", "no text", "other columns"],
)
def test_a_file_at_fault_gets_a_message_and_leaves_nothing_behind(
    local, tmp_path, capsys, name, content, expected
):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    assert main(["load", "sample", "sample-payments", str(path)]) == 1
    message = capsys.readouterr().err
    assert name in message
    for words in expected:
        assert words in message
    assert "Traceback" not in message
    assert [found for found in local.rglob("*") if found.is_file()] == []


def test_a_file_of_a_real_source_with_other_columns_names_what_it_lacks(local, tmp_path, capsys):
    path = tmp_path / "bbmp-ward-002-work-orders.csv"
    path.write_text("Job No,Work\n002-22-000001,Drain\n")
    assert main(["load", "bengaluru", "bbmp-bills", str(path)]) == 1
    message = capsys.readouterr().err
    assert "bbmp-bills" in message  # where
    assert "Job Number" in message  # what was expected
    assert "Job No" in message  # what is there
    assert "manifest" in message or "owner" in message  # what to do


def test_a_folder_is_no_file(local, tmp_path, capsys):
    assert main(["load", "sample", "sample-payments", str(tmp_path)]) == 1
    assert "this is a folder" in capsys.readouterr().err


def test_files_before_the_one_at_fault_stay_loaded_and_are_named(local, tmp_path, capsys):
    good = tmp_path / "payments.csv"
    good.write_text(small_city.PAYMENTS)
    missing = tmp_path / "more_payments.csv"
    assert main(["load", "sample", "sample-payments", str(good), str(missing)]) == 1
    said = capsys.readouterr()
    assert "payments.csv: 2 rows read, 2 loaded, 0 quarantined" in said.out
    assert "more_payments.csv: there is no such file" in said.err


# --- What the commands do ----------------------------------------------------------------------


def test_the_program_runs_as_a_module_and_prints_the_facts_last(built):
    running = small_city.start(built / "local", "build", "sample")
    printed, problems = running.communicate()
    assert running.returncode == 0, problems
    assert Path(printed.splitlines()[-1]) == in_service()


def test_loading_a_file_twice_says_so_and_changes_nothing(built, capsys):
    def state() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in (built / "local").rglob("*")}

    before = state()
    assert main(["load", "sample", "sample-payments", str(built / "files" / "payments.csv")]) == 0
    assert "loaded before; nothing changed" in capsys.readouterr().out
    assert state() == before


def test_building_twice_says_that_nothing_has_changed(built, capsys):
    facts = in_service()
    written = facts.stat().st_mtime_ns
    assert main(["build", "sample"]) == 0
    assert "nothing has changed" in capsys.readouterr().out
    assert (in_service(), facts.stat().st_mtime_ns) == (facts, written)


def test_the_order_of_loading_does_not_matter(built, tmp_path, monkeypatch):
    first = contents(in_service())
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(tmp_path / "other"))
    files = {source: built / "files" / name for name, (source, _) in small_city.FILES.items()}
    for source, path in reversed(files.items()):
        assert main(["load", "sample", source, str(path)]) == 0
    assert main(["build", "sample"]) == 0
    second = contents(in_service())
    assert second == first
    assert len(first["indicator_results"]) > 10


def test_as_of_an_earlier_day_later_payments_have_not_happened(built, capsys):
    assert main(["build", "sample", "--as-of", "2024-07-31"]) == 0
    assert "as of 2024-07-31" in capsys.readouterr().out
    with duckdb.connect(str(in_service()), read_only=True) as connection:
        payments = connection.execute("SELECT payment_id FROM payments").fetchall()
    assert payments == [("Y2",)]


def test_new_indicator_writes_two_skeletons_that_the_catalogue_accepts(tmp_path):
    project = tmp_path / "project"
    for part in ("dashboard", "queries", "data/reference", "data/sources", "data/workspaces"):
        shutil.copytree(ROOT / part, project / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tests" / "indicators", project / "tests" / "indicators")

    def python(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words], cwd=project, capture_output=True, text=True, check=True
        )
        return done.stdout

    printed = python("-m", "dashboard", "new-indicator", "late_meals", "--family", "payment")
    paths = [Path(line).relative_to(project).as_posix() for line in printed.splitlines()]
    assert paths == [
        "queries/indicators/payment/late_meals.sql",
        "tests/indicators/late_meals.toml",
    ]
    code = "from dashboard.engine import catalogue as c; print(c.queries()['late_meals'].kind)"
    assert python("-c", code).strip() == "indicator"
    assert "late_meals" not in catalogue.queries()


# --- Stopped at any moment ---------------------------------------------------------------------


def left_behind(local: Path) -> list[Path]:
    """What no finished command would leave in the local data."""
    unfinished = (path for path in local.rglob("*") if path.name.startswith("."))
    pointers = local.glob("*/published.[0-9]*")
    return [*unfinished, *pointers]


# Runs a command in a copy of itself for each moment, and kills it there: at a step that changes
# folders, or while the database is being written. Prints how each ended.
DRIVER = """
import os, shutil, signal, sys
from pathlib import Path
city, words, moments = Path(sys.argv[1]), sys.argv[2].split("|"), sys.argv[3].split(",")
from dashboard import __main__, publish
from dashboard.engine import catalogue, order
from dashboard.ingest import load
catalogue.QUERIES = publish.QUERIES = Path(sys.argv[4])
order.build_order(catalogue.queries(), catalogue.asked())

def die_at(moment):
    step, _, number = moment.partition(":")
    left = int(number)
    if step == "query":
        def progress():
            class Bar:
                def __enter__(self):
                    return lambda what, done, total=1.0: (
                        total > 10 and done >= left and os.kill(os.getpid(), signal.SIGKILL)
                    )
                def __exit__(self, *error):
                    return False
            return Bar()
        __main__.progress_bar = progress
        return
    real = getattr(os, step)
    def counted(path, *others, **named):
        nonlocal left
        if str(local) in str(path) or "dir_fd" in named:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return real(path, *others, **named)
    setattr(os, step, counted)

for number, moment in enumerate(moments):
    local = city.with_name(f"local-{number}")
    shutil.copytree(city / "local", local)
    os.environ["CLEARWORKS_LOCAL"] = str(local)
    child = os.fork()
    if child == 0:
        die_at(moment)
        sys.stdout = open(os.devnull, "w")
        os._exit(__main__.main(words))
    ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(moment, local, ended, flush=True)
"""


def kill(
    built: Path, words: list[str], moments: list[str], queries: Path = catalogue.QUERIES
) -> dict[str, tuple[Path, int]]:
    """The local data after a kill at each moment, and how the command ended."""
    said = [str(built), "|".join(words), ",".join(moments), str(queries)]
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, *said],
        cwd=ROOT,
        env=small_city.environment(built / "local") | {"OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    ends = (line.split(" ") for line in done.stdout.splitlines())
    return {moment: (Path(local), int(ended)) for moment, local, ended in ends}


# The folder is made; a query runs; the map, the build and the pointer get their names.
BUILD_MOMENTS = ["mkdir:1", "query:20", "rename:1", "rename:2", "replace:1"]


@pytest.fixture(scope="module")
def queries_of_costs(tmp_path_factory) -> Path:
    """The queries behind the indicators of costs: a kill meets a build of these as it does any."""
    names = [name for name, query in catalogue.indicators().items() if query.family == "cost"]
    return few_queries.copied(tmp_path_factory.mktemp("few") / "queries", names)


def test_a_build_killed_at_any_moment_leaves_the_last_one_in_service(
    built, queries_of_costs, monkeypatch
):
    with few_queries.in_force(queries_of_costs):
        assert main(["build", "sample"]) == 0
    before = in_service()
    name = before.parent.name
    words = ["build", "sample", "--force"]
    ends = kill(built, words, BUILD_MOMENTS, queries_of_costs)
    assert {ended for _, ended in ends.values()} == {-signal.SIGKILL}
    for moment, (local, _) in ends.items():
        monkeypatch.setenv("CLEARWORKS_LOCAL", str(local))
        found = in_service()
        assert found.parent.name in (name, f"{name}-2"), moment
        assert contents(found) == contents(before), moment


def test_a_build_after_a_kill_succeeds_and_clears_what_was_left(built, monkeypatch, capsys):
    ((local, ended),) = kill(built, ["build", "sample", "--force"], ["query:30"]).values()
    assert ended == -signal.SIGKILL
    monkeypatch.setenv("CLEARWORKS_LOCAL", str(local))
    assert left_behind(local)
    assert main(["build", "sample"]) == 0
    assert left_behind(local) == []
    in_service()


LOAD_MOMENTS = ["mkdir:1", "mkdir:2", "rename:1", "rename:2"]


def test_a_load_killed_at_any_moment_is_as_if_it_had_never_been_or_had_ended(
    built, monkeypatch, capsys
):
    more = built / "files" / "payments-2026.csv"
    more.write_text(
        small_city.PAYMENTS.splitlines()[0]
        + "\nY3,I2,P1,C1,client_prime,B1,2024-12-01,200000,EUR\n"
    )
    before = in_service()
    words = ["load", "sample", "sample-payments", str(more)]
    ends = kill(built, words, LOAD_MOMENTS)
    assert {ended for _, ended in ends.values()} == {-signal.SIGKILL}
    for moment, (local, _) in ends.items():
        monkeypatch.setenv("CLEARWORKS_LOCAL", str(local))
        assert in_service().parent.name == before.parent.name, moment
        assert main(words) == 0
        assert left_behind(local) == [], moment
        assert main(words) == 0
        assert "loaded before; nothing changed" in capsys.readouterr().out, moment


def test_ctrl_c_during_a_build_leaves_the_last_one_in_service(built):
    before = in_service()
    running = small_city.start(built / "local", "build", "sample", "--force")
    builds = built / "local" / "sample" / "builds"
    while running.poll() is None and not list(builds.glob(".*/facts.duckdb")):
        pass
    running.send_signal(signal.SIGINT)
    _, problems = running.communicate()
    assert running.returncode == 130, problems
    assert "The last published build stays in service." in problems
    assert "Traceback" not in problems
    assert in_service() == before
    assert left_behind(built / "local") == []


def while_a_query_runs(*_) -> None:
    os.kill(os.getpid(), signal.SIGINT)  # Python gives it to the main thread, which waits
    raise RuntimeError("Query interrupted")  # what that makes of the query in another thread


def while_the_build_itself_asks(*_) -> None:
    raise RuntimeError("Query interrupted")  # what DuckDB makes of Ctrl-C in the main thread


@pytest.mark.parametrize(
    ("where", "interrupted"),
    [("create", while_a_query_runs), ("incoming", while_the_build_itself_asks)],
)
def test_ctrl_c_in_the_middle_of_a_query_is_no_fault_of_the_query(
    built, monkeypatch, capsys, where, interrupted
):
    before = in_service()
    monkeypatch.setattr(build, where, interrupted)
    assert main(["build", "sample", "--force"]) == 130
    assert "The last published build stays in service." in capsys.readouterr().err
    assert (in_service(), left_behind(built / "local")) == (before, [])


def test_status_as_json_is_read_by_programs(built, capsys):
    assert main(["status", "sample", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert Path(found["facts"]) == in_service()
    assert os.environ["CLEARWORKS_LOCAL"] in found["facts"]
