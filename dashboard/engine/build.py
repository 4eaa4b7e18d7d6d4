"""One build: every model, indicator, rollup and view, in order, into one new DuckDB file."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from dashboard.engine import (
    catalogue,
    definitions,
    digests,
    hooks,
    judging,
    jurisdiction,
    order,
    results,
    reuse,
    runs,
    scoring_rules,
    side_by_side,
    steady,
)
from dashboard.engine.catalogue import Query
from dashboard.engine.duck import Duck, literal, quoted
from dashboard.engine.jurisdiction import Pack
from dashboard.messages import InputError

Progress = Callable[[str, int, int], None]
# What DuckDB may use: more than the least only for inputs so large that it would have to write much
# of its work to disk, and then no more than half of what the machine has.
LEAST_MEMORY = 4_000_000_000  # bytes
MEMORY_FOR_A_BYTE = 12  # of Parquet
# Each query uses all processors where it can; a second one uses what the first leaves idle.
AT_A_TIME = 2


@dataclass(frozen=True)
class Inputs:
    """What a build starts from: Parquet files, columns and (where there is one) key by relation."""

    paths: Mapping[str, list[Path]]
    schemas: Mapping[str, Mapping[str, pl.DataType]]
    keys: Mapping[str, tuple[str, ...]]


def build(
    path: Path,
    inputs: Inputs,
    *,
    pack: Pack,
    as_of: date,
    facts_about: Mapping[str, str],
    progress: Progress = lambda name, done, total: None,
    frozen_baselines: pl.DataFrame = hooks.NO_BASELINES,
    manifest: Mapping[str, str] | None = None,
    previous: Path | None = None,
) -> dict[str, float]:
    """Writes the DuckDB file `path`. `facts_about` becomes the one-row relation `build`, `manifest`
    the first lines of `run_manifest`.

    `frozen_baselines` (columns of hooks.NO_BASELINES) are peers as an earlier build froze them. Of
    `previous`, the file of an earlier build, stays whatever would come out the same.

    Returns how many seconds each query took: told to whoever asks, never a part of the facts.
    Raises InputError where a query breaks the contract of its kind.
    """
    work = _work(inputs, pack, as_of, frozen_baselines)
    old = reuse.keys_of(previous) if previous else pl.DataFrame(schema=reuse.KEY_COLUMNS)
    work.plan = reuse.plan(work.queries, work.rules, work.keys, old)
    if work.plan != reuse.NOTHING:
        shutil.copyfile(previous, path)
    with _told_of_ctrl_c(), closing(Duck(path)) as engine:
        engine.run(f"SET memory_limit = '{memory_limit(inputs, engine.memory())}B'")
        engine.run(f"SET temp_directory = {literal(path.parent)}")
        engine.run("SET preserve_insertion_order = true")
        _take_over(engine, work)
        incoming(engine, inputs, work.said)
        about = {"as_of": as_of, "jurisdiction": pack.title, "currency": pack.currency}
        engine.frame("build", pl.DataFrame([about | dict(facts_about)]))
        seconds = run_queries(engine, work, progress=progress, manifest=manifest)
        engine.run("CHECKPOINT")
    work.keys.write_parquet(path.with_name(reuse.KEYS_FILE))
    return seconds


def memory_limit(inputs: Inputs, machine: int) -> int:
    """Bytes that a build of `inputs` may take on a `machine` of so many bytes."""
    paths = {path for listed in inputs.paths.values() for path in listed}
    wanted = MEMORY_FOR_A_BYTE * sum(path.stat().st_size for path in paths)
    return max(LEAST_MEMORY, min(wanted, machine // 2))


@dataclass
class Work:
    """What one build runs: its queries in order, the rules, the keys, and what it takes over."""

    queries: Mapping[str, Query]
    names: list[str]
    rules: Mapping[str, judging.Rule]
    overrides: Mapping[str, Mapping]
    said: Mapping[str, pl.DataFrame]  # what the pack, the scoring and the headers say, by relation
    settings: hooks.Settings
    keys: pl.DataFrame
    plan: reuse.Plan = reuse.NOTHING


def _work(inputs: Inputs, pack: Pack, as_of: date, frozen_baselines: pl.DataFrame) -> Work:
    queries = catalogue.queries()
    names = order.build_order(queries, catalogue.asked())
    rules = reuse.rules_of(pack.overrides)
    said = reference_relations(pack, as_of) | definitions.relations(pack.overrides)
    started_with = {name: digests.of_files(paths) for name, paths in inputs.paths.items()}
    started_with |= {name: digests.of_frame(frame) for name, frame in said.items()}
    keys = reuse.keys(queries, names, started_with, rules, as_of, frozen_baselines)
    settings = hooks.Settings(as_of=as_of, frozen_baselines=frozen_baselines)
    return Work(queries, names, rules, pack.overrides, said, settings, keys)


def reference_relations(pack: Pack | None, as_of: date | None = None) -> dict[str, pl.DataFrame]:
    """What a jurisdiction pack and the scoring say, by the relation that SQL reads it from."""
    return jurisdiction.relations(pack, as_of) | scoring_rules.relations()


def incoming(engine: Duck, inputs: Inputs, said: Mapping[str, pl.DataFrame] | None = None) -> None:
    """Makes every relation that the models start from readable in `engine`.

    `said` become tables; without it those of no jurisdiction stand there for the time being.
    """
    for name, schema in inputs.schemas.items():
        engine.incoming(name, inputs.paths.get(name, []), schema, inputs.keys.get(name))
    for name, frame in (reference_relations(None) if said is None else said).items():
        engine.frame(name, frame, temporary=said is None)


def run_queries(
    engine: Duck,
    work: Work,
    *,
    progress: Progress,
    manifest: Mapping[str, str] | None = None,
) -> dict[str, float]:
    """Runs every stored query, but for what stays, as many at a time as there are connections;
    returns the seconds each took."""
    seconds: dict[str, float] = {}
    made: dict[str, results.Made] = {}
    settings = work.settings

    def step(name: str, engine: Duck) -> None:
        if name == order.RESULTS_READY:
            return
        started = time.monotonic()
        query = work.queries[order.query_of(name)]
        own = replace(settings, made_baselines=[], other_peers=[])
        try:
            if query.kind != "indicator":
                create(engine, query, settings.as_of, own)
            elif name == query.name:
                made[name] = _made(engine, work, name, own)
            else:
                _enter(engine, made[query.name])
        except InputError:
            raise
        except duckdb.OutOfMemoryException as error:
            raise side_by_side.Crowded(query.where, f"the query failed: {error}") from error
        except Exception as error:
            raise InputError(query.where, f"the query failed: {error}") from error
        settings.made_baselines.extend(own.made_baselines)
        settings.other_peers.extend(own.other_peers)
        if name != query.name:
            del made[query.name]
        took = seconds.get(query.name, 0.0) + time.monotonic() - started
        seconds[query.name] = round(took, 3)

    steps = _left_to_do(work)
    with ExitStack() as opened:
        others = [opened.enter_context(closing(engine.beside())) for _ in range(AT_A_TIME - 1)]
        side_by_side.run(steps, step, [engine, *others], progress)
    if work.plan != reuse.NOTHING:
        reuse.settle(engine, [work.rules[name].code for name in work.names if name in work.rules])
    engine.frame("indicator_inputs", _inputs(engine, work.queries))
    baselines = pl.concat([hooks.NO_BASELINES, *settings.made_baselines])
    baselines = baselines.sort(baselines.columns)
    engine.frame("peer_baselines", baselines)
    others = pl.concat([hooks.NO_OTHER_PEERS, *settings.other_peers])
    engine.frame("peer_alternatives", others.sort(others.columns))
    work.keys = reuse.noted(work.keys, work.rules, baselines)
    engine.frame("indicator_runs", runs.indicator_runs(engine, work.overrides))
    engine.frame("run_manifest", runs.manifest(manifest or {}, settings, baselines))
    progress("done", len(steps), len(steps))
    return seconds


def _left_to_do(work: Work) -> dict[str, set[str]]:
    """The steps of the build without those whose relations stay."""
    is_view = {
        name for name, query in work.queries.items() if query.header.get("stored") == "as view"
    }
    stays = work.plan.kept - is_view  # a view is made anew, at no cost
    steps = order.steps(work.queries, catalogue.asked())
    left = [name for name in steps if order.query_of(name) not in stays]
    return {name: steps[name] & set(left) for name in left}


def _enter(engine: Duck, made: results.Made) -> None:
    """Enters what an indicator found as a whole or not at all."""
    engine.run("BEGIN TRANSACTION")
    try:
        results.enter(engine, made)
        engine.run("COMMIT")
    except Exception:
        engine.run("ROLLBACK")
        raise


def _made(engine: Duck, work: Work, name: str, settings: hooks.Settings) -> results.Made:
    stored = None
    if name in work.plan.judged_again:
        stored = reuse.stored_rows_sql(work.rules[name], engine.columns(name))
    return results.make(engine, work.rules[name], settings, stored)


def _take_over(engine: Duck, work: Work) -> None:
    """Keeps of a copied build what stays, and the peers with which it was made."""
    if work.plan == reuse.NOTHING:
        for statement in results.STATEMENTS:
            engine.run(statement)
        return
    codes = [
        work.rules[name].code
        for name in work.plan.kept | work.plan.judged_again
        if name in work.rules
    ]
    for table, collected in (
        ("peer_baselines", work.settings.made_baselines),
        ("peer_alternatives", work.settings.other_peers),
    ):
        rows = engine.rows(f"SELECT * FROM {table}")
        collected.append(rows.filter(pl.col("code").is_in(codes)))
    reuse.clear(engine, work.queries, work.rules, work.plan)


@contextmanager
def _told_of_ctrl_c() -> Iterator[None]:
    """Whatever statement Ctrl-C meets, also that which makes the file: no fault of the build.

    DuckDB tells of it in words only, and only to the thread that Python gives signals to.
    """
    try:
        yield
    except RuntimeError as error:
        if "interrupted" in str(error).lower():
            raise KeyboardInterrupt from error
        raise


def create(engine: Duck, query: Query, as_of: date, settings: hooks.Settings | None = None) -> None:
    """Makes the relation of one model, rollup or view."""
    if query.header.get("stored") == "as view":
        engine.run(f"CREATE VIEW {quoted(query.name)} AS {query.sql}")
        return
    hook, grain, params = query.header.get("hook"), query.header["grain"], {"as_of": as_of}
    if hook is None:
        order_by = None if _has_one_order(engine, query) else grain
        engine.create(query.name, steady.sql(engine, query.sql, params, order_by), params)
        return
    rows = engine.rows(steady.sql(engine, query.sql, params, grain), params)
    own = replace(settings or hooks.Settings(as_of=as_of), code="", params={})
    finished = hooks.call(hook, query.path.name, rows, own)
    engine.frame("finished_by_hook", finished, temporary=True)
    in_order = steady.sql(engine, "SELECT * FROM finished_by_hook", {}, grain)
    engine.create(query.name, in_order, {})
    engine.run("DROP TABLE finished_by_hook")


def _has_one_order(engine: Duck, query: Query) -> bool:
    """Whether its rows come in the same order every time, so that nothing need sort them."""
    stored = query.header.get("stored")
    return stored == "in its own order" or (
        stored == "as it came" and query.reads <= engine.as_it_came
    )


def _inputs(engine: Duck, queries: Mapping[str, Query]) -> pl.DataFrame:
    """Which relations each indicator reads and how many rows they hold: 0 means not supplied."""
    rows = []
    for query in queries.values():
        if query.kind != "indicator":
            continue
        for relation in sorted(query.header.get("needs", ()) or query.reads):
            count = engine.single(f"SELECT COUNT(*) FROM {quoted(relation)}")
            rows.append({"code": query.header["code"], "relation": relation, "n": count})
    return pl.DataFrame(rows, schema={"code": pl.String, "relation": pl.String, "n": pl.Int64})
