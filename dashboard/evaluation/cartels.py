"""The bid screens on tenders that an authority, a court or a study has labelled.

    results(read_sets(workspace))

Nothing is fitted on the set that it is reported on. A single screen needs no fitting: its direction
is that of its authors. The combined screen is a plain mean of ranks; which screens go into it is
chosen on the other countries alone. Ranks are taken within a set, among tenders whose labels nobody
looks at, because levels of prices and habits of bidding differ between countries.

What is not left out: the list of screens and the rule of choice were settled with all four sets in
sight. `agreement` says how many other choices would have done as well, and that is few.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
import polars as pl
from scipy import stats

from dashboard.engine.hooks import SEED
from dashboard.evaluation import bid_screens, challengers
from dashboard.evaluation.bid_screens import PARTICIPATION_SCREENS, PRICE_SCREENS, SINGLE_SCREENS
from dashboard.evaluation.ranking_quality import Quality, interval, quality, resamples
from dashboard.ingest import store
from dashboard.messages import InputError
from dashboard.workspaces import Workspace

YARDSTICK = "variation"
COMBINED = "combined"
PREFIX = "collusion-"
RESULT_COLUMNS = {
    "set_name": pl.String,
    "screen": pl.String,
    "kind": pl.String,  # single, participation, combined, challenger
    "made_of": pl.String,  # of a combined screen, the screens in it
    "tender_count": pl.Int64,
    "labelled_count": pl.Int64,
    "base_rate": pl.Float64,  # share of tenders that are labelled
    "known_count": pl.Int64,  # tenders for which the screen is defined; others rank in the middle
    "auc": pl.Float64,
    "auc_low": pl.Float64,  # 95 % bootstrap interval, tenders resampled
    "auc_high": pl.Float64,
    "gain": pl.Float64,  # AUC less that of a low coefficient of variation alone
    "gain_low": pl.Float64,
    "gain_high": pl.Float64,
    "top_count": pl.Int64,
    "top_precision": pl.Float64,  # share labelled among the tenth that ranks first
    "top_low": pl.Float64,
    "top_high": pl.Float64,
    "note": pl.String,
}
NOTES = {
    "tsuchiura": "The label itself was made from who takes part together, so screens of "
    "participation repeat it here and prove nothing.",
    "ticino": "Bidders are not known, so nothing can be said of participation, and there is no "
    "estimate.",
    "italy": "The bid closest to an average won, not the lowest.",
}


@dataclass(frozen=True)
class LabelledSet:
    """Tenders of one country. `screens` has a row for each tender with three bids or more: the
    columns of SINGLE_SCREENS and PARTICIPATION_SCREENS, and `is_collusive`."""

    name: str
    screens: pl.DataFrame

    @property
    def labels(self) -> np.ndarray:
        return self.screens["is_collusive"].to_numpy().astype(np.int64)

    def ranks(self, screen: str) -> np.ndarray:
        """Each tender's place within the set, from 0 to 1, high where the screen points at an
        arrangement; 0.5 where it is not defined."""
        values = self.screens[screen].cast(pl.Float64).fill_nan(None).to_numpy()
        known, places = np.isfinite(values), np.full(len(values), 0.5)
        if known.any():
            direction = (SINGLE_SCREENS | PARTICIPATION_SCREENS)[screen]
            # Rounded, so that amounts in another unit give the same ties.
            compared = direction * np.round(values[known], 12)
            places[known] = (stats.rankdata(compared) - 0.5) / known.sum()
        return places

    def known_count(self, screens: tuple[str, ...]) -> int:
        """Tenders for which at least one of the screens is defined."""
        return self.screens.select(pl.any_horizontal(pl.col(screens).is_not_null()).sum()).item()

    def combined(self, screens: tuple[str, ...]) -> np.ndarray:
        """The mean of the ranks of these screens."""
        return np.mean([self.ranks(screen) for screen in screens], axis=0)


def labelled_set(
    name: str, bids: pl.DataFrame, estimates: pl.DataFrame, labels: pl.DataFrame
) -> LabelledSet:
    """A set from its bids (tender_id, bid_amount, is_winner, party_id: NULL where not known), its
    tenders' estimates (tender_id, estimate_amount) and labels (tender_id, is_collusive)."""
    named = bids.filter(pl.col("party_id").is_not_null(), pl.col("bid_amount") > 0)
    screens = (
        bid_screens.price_screens(bids.unique("bid_id"), estimates)
        .join(bid_screens.participation_screens(named), on="tender_id", how="left")
        .join(labels.select("tender_id", "is_collusive"), on="tender_id", how="inner")
        .sort("tender_id")
    )
    return LabelledSet(name, screens)


def read_sets(workspace: Workspace) -> list[LabelledSet]:
    """Every loaded set that has labels, by name.

    Labels are read from the loads: no build ever holds them. Raises InputError where there is none.
    """
    sets = []
    for record in store.records(workspace):
        labels = _loaded(record, "src_tender_labels")
        if labels is None:
            continue
        name = record["source"].removeprefix(PREFIX)
        sets.append(labelled_set(name, _bids(record), _loaded(record, "src_tenders"), labels))
    if not sets:
        raise InputError(
            f"workspace '{workspace.name}'",
            "no labelled tenders are loaded, so no screen can be measured",
            "",
            "Load a set with labels first, such as collusion-brazil",
        )
    return sets


def read_bids(workspace: Workspace) -> dict[str, pl.DataFrame]:
    """The bids of every loaded set by its name: bid_id, tender_id, bid_amount, is_winner and
    party_id (NULL where bidders are not known)."""
    return {
        record["source"].removeprefix(PREFIX): _bids(record)
        for record in store.records(workspace)
        if _loaded(record, "src_bids") is not None
    }


def _bids(record: dict) -> pl.DataFrame:
    bids = _loaded(record, "src_bids").select("bid_id", "tender_id", "bid_amount", "is_winner")
    parties = _loaded(record, "src_bid_parties")
    if parties is None:
        return bids.with_columns(pl.lit(None, dtype=pl.String).alias("party_id"))
    return bids.join(parties.select("bid_id", "party_id"), on="bid_id", how="left")


def _loaded(record: dict, relation: str) -> pl.DataFrame | None:
    parts = store.parts(Path(record["folder"]), relation)
    return pl.concat([pl.read_parquet(part) for part in parts]) if parts else None


def choices() -> list[tuple[str, ...]]:
    """Every way of putting the price screens together, the smallest first."""
    names = tuple(PRICE_SCREENS)
    return [found for size in range(1, len(names) + 1) for found in combinations(names, size)]


def gains(labelled: LabelledSet) -> dict[tuple[str, ...], float]:
    """How much each choice gains in AUC over the yardstick on one set."""
    names, found = list(PRICE_SCREENS), choices()
    taken = np.array([[name in choice for name in names] for choice in found], dtype=float)
    # Rounded, so that the order of adding up makes no ties and breaks none.
    scores = np.round(taken @ np.vstack([labelled.ranks(name) for name in names]), 9)
    right = labelled.labels.sum()
    places = stats.rankdata(scores, axis=1)[:, labelled.labels == 1].sum(axis=1)
    aucs = (places - right * (right + 1) / 2) / (right * (len(labelled.labels) - right))
    yardstick = aucs[found.index((YARDSTICK,))]
    return dict(zip(found, (aucs - yardstick).tolist(), strict=True))


def best(training: list[dict[tuple[str, ...], float]]) -> tuple[str, ...]:
    """The choice whose smallest gain over the training sets is the largest; of equals the first."""
    return max(choices(), key=lambda choice: min(round(found[choice], 12) for found in training))


def results(sets: list[LabelledSet], seed: int = SEED) -> pl.DataFrame:
    """One row for each set and screen with the columns of RESULT_COLUMNS.

    With fewer than two sets there is nothing to choose a combination on, so only single screens
    are there. A set with labels of one kind only is left out. The same sets give the same rows.
    """
    judged = [one for one in sets if 0 < one.labels.sum() < len(one.labels)]
    found_gains = {one.name: gains(one) for one in judged}
    rows = []
    for one in judged:
        others = [other for other in judged if other.name != one.name]
        drawn = resamples(len(one.labels), np.random.default_rng([seed, *one.name.encode()]))
        yardstick = quality(one.ranks(YARDSTICK), one.labels, drawn)

        def row(screen, kind, score, screens, made_of="", one=one, drawn=drawn, least=yardstick):
            found = quality(score, one.labels, drawn) if one.known_count(screens) else None
            return _row(one, screen, kind, made_of, found, least) | {
                "known_count": one.known_count(screens)
            }

        rows += [row(name, "single", one.ranks(name), (name,)) for name in SINGLE_SCREENS]
        rows += [
            row(name, "participation", one.ranks(name), (name,)) for name in PARTICIPATION_SCREENS
        ]
        if others:
            chosen = best([found_gains[other.name] for other in others])
            score, text = one.combined(chosen), " + ".join(chosen)
            rows += [
                row(name, "challenger", score, tuple(PRICE_SCREENS), "all price screens")
                for name, score in challengers.scores(
                    _matrix(one), [(_matrix(other), other.labels) for other in others], seed
                ).items()
            ]
            combined = row(COMBINED, "combined", score, chosen, text)
            rows.append(combined | {"note": f"{_caution(found_gains)} {combined['note']}".strip()})
    return pl.DataFrame(rows, schema=RESULT_COLUMNS)


def agreement(sets: list[LabelledSet]) -> dict[str, int]:
    """Of all choices of price screens, how many gain over the yardstick on every set."""
    return _agreement({one.name: gains(one) for one in sets})


def _agreement(found: dict[str, dict[tuple[str, ...], float]]) -> dict[str, int]:
    above = sum(all(gain[choice] > 0 for gain in found.values()) for choice in choices())
    return {"choice_count": len(choices()), "above_everywhere_count": above}


def _caution(found: dict[str, dict[tuple[str, ...], float]]) -> str:
    counted = _agreement(found)
    return (
        "Which screens were to choose from was settled with all sets in sight; of "
        f"{counted['choice_count']} ways to put them together "
        f"{counted['above_everywhere_count']} gain on every set."
    )


def _matrix(labelled: LabelledSet) -> np.ndarray:
    return np.column_stack([labelled.ranks(screen) for screen in PRICE_SCREENS])


def _row(
    one: LabelledSet, screen: str, kind: str, made_of: str, found: Quality | None, least: Quality
) -> dict:
    count, labelled = len(one.labels), int(one.labels.sum())
    row = {
        "set_name": one.name,
        "screen": screen,
        "kind": kind,
        "made_of": made_of,
        "tender_count": count,
        "labelled_count": labelled,
        "base_rate": labelled / count,
        "top_count": -(-count // 10),
        "note": NOTES.get(one.name, ""),
    }
    if found is None:
        return row
    (low, high), (top_low, top_high) = interval(found.aucs), interval(found.precisions)
    gain_low, gain_high = interval(found.aucs - least.aucs)
    return row | {
        "auc": found.auc,
        "auc_low": low,
        "auc_high": high,
        "gain": found.auc - least.auc,
        "gain_low": gain_low,
        "gain_high": gain_high,
        "top_precision": found.precision,
        "top_low": top_low,
        "top_high": top_high,
    }
