"""One build: every model, indicator, rollup and view, in order, into one new DuckDB file."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from dashboard.engine import (
    catalogue,
    definitions,
    digests,
    hooks,
    jurisdiction,
    order,
    results,
    reuse,
    runs,
    scoring_rules,
    steady,
)
from dashboard.engine.catalogue import Query
from dashboard.engine.duck import Duck, literal, quoted
from dashboard.engine.jurisdiction import Pack
from dashboard.messages import InputError

Progress = Callable[[str, int, int], None]
MEMORY_LIMIT = "4GB"


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
        engine.run(f"SET memory_limit = '{MEMORY_LIMIT}'")
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


@dataclass
class Work:
    """What one build runs: its queries in order, the rules, the keys, and what it takes over."""

    queries: Mapping[str, Query]
    names: list[str]
    rules: Mapping[str, results.Rule]
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
    """Runs every stored query in its order, but for what stays; returns the seconds each took."""
    seconds: dict[str, float] = {}
    settings = work.settings
    for done, name in enumerate(work.names):
        progress(name, done, len(work.names))
        if name == order.RESULTS_READY:
            continue
        is_view = work.queries[name].header.get("stored") == "as view"  # made anew, at no cost
        if name in work.plan.kept and not is_view:
            continue
        started = time.monotonic()
        try:
            _run(engine, work, name, settings)
        except InputError:
            raise
        except Exception as error:
            if _is_interruption(error):
                raise KeyboardInterrupt from error
            where = work.queries[name].path.relative_to(catalogue.ROOT).as_posix()
            raise InputError(where, f"the query failed: {error}") from error
        seconds[name] = round(time.monotonic() - started, 3)
    if work.plan != reuse.NOTHING:
        reuse.settle(engine, [work.rules[name].code for name in work.names if name in work.rules])
    engine.frame("indicator_inputs", _inputs(engine, work.queries))
    made = pl.concat([hooks.NO_BASELINES, *settings.made_baselines])
    made = made.sort(made.columns)
    engine.frame("peer_baselines", made)
    others = pl.concat([hooks.NO_OTHER_PEERS, *settings.other_peers])
    engine.frame("peer_alternatives", others.sort(others.columns))
    work.keys = reuse.noted(work.keys, work.rules, made)
    engine.frame("indicator_runs", runs.indicator_runs(engine, work.overrides))
    engine.frame("run_manifest", runs.manifest(manifest or {}, settings, made))
    progress("done", len(work.names), len(work.names))
    return seconds


def _run(engine: Duck, work: Work, name: str, settings: hooks.Settings) -> None:
    query = work.queries[name]
    if query.kind != "indicator":
        create(engine, query, settings.as_of, settings)
        return
    stored = None
    if name in work.plan.judged_again:
        stored = reuse.stored_rows_sql(work.rules[name], engine.columns(name))
    results.store(
        engine,
        query,
        as_of=settings.as_of,
        overrides=work.overrides.get(query.header["code"]),
        settings=settings,
        stored_rows=stored,
    )


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
    """Whatever statement Ctrl-C meets, also that which makes the file: no fault of the build."""
    try:
        yield
    except RuntimeError as error:
        if _is_interruption(error):
            raise KeyboardInterrupt from error
        raise


def _is_interruption(error: Exception) -> bool:
    """Whether a query ended because somebody pressed Ctrl-C: DuckDB says so in words only."""
    return isinstance(error, RuntimeError) and "interrupted" in str(error).lower()


def create(engine: Duck, query: Query, as_of: date, settings: hooks.Settings | None = None) -> None:
    """Makes the relation of one model, rollup or view."""
    if query.header.get("stored") == "as view":
        engine.run(f"CREATE VIEW {quoted(query.name)} AS {query.sql}")
        return
    hook, grain, params = query.header.get("hook"), query.header["grain"], {"as_of": as_of}
    if hook is None:
        engine.create(query.name, steady.sql(engine, query.sql, params, grain), params)
        return
    rows = engine.rows(steady.sql(engine, query.sql, params, grain), params)
    settings = settings or hooks.Settings(as_of=as_of)
    settings.code, settings.params = "", {}
    finish = hooks.find(hook, query.path.name)
    engine.frame("finished_by_hook", finish(rows, settings), temporary=True)
    finished = "SELECT * FROM finished_by_hook"
    engine.create(query.name, steady.sql(engine, finished, {}, grain), {})
    engine.run("DROP TABLE finished_by_hook")


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
