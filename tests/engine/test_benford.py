"""Benford's law: deviations by hand, and lawful samples drawn with a seed."""

import numpy as np
import polars as pl
import pytest

from dashboard.engine import hooks
from dashboard.engine.hooks import benford

SETTINGS = {"code": "P14", "params": {"largest_p": 0.01, "drawn_samples": 400}}


def rows(*texts: str, reason: str | None = None) -> pl.DataFrame:
    counts = [sum(int(part.split(":")[1]) for part in text.split()) for text in texts]
    return pl.DataFrame(
        {
            "subject_id": [f"S{number}" for number in range(len(texts))],
            "project_id": pl.Series([None] * len(texts), dtype=pl.String),
            "value": pl.Series([None] * len(texts), dtype=pl.Float64),
            "skip_reason": pl.Series([reason] * len(texts), dtype=pl.String),
            "payment_count": counts,
            "digit_counts": list(texts),
        }
    )


def lawful(size: int) -> str:
    counts = np.random.default_rng(5).multinomial(size, benford.TWO / benford.TWO.sum())
    return " ".join(f"{digit}:{count}" for digit, count in enumerate(counts, start=10) if count)


def test_the_deviation_is_the_mean_distance_from_the_law():
    # All amounts begin with 1, of which the law expects log10(2) = 0.301030: eight other digits
    # miss what they expect, so the mean of all nine is 2 x (1 - 0.301030) / 9.
    counts = np.array([100, 0, 0, 0, 0, 0, 0, 0, 0])
    expected = 2 * (1 - np.log10(2)) / 9
    assert benford.deviation(counts, benford.ONE) == pytest.approx(expected)


def test_the_law_adds_up_to_one():
    assert benford.ONE.sum() == pytest.approx(1)
    assert benford.TWO.sum() == pytest.approx(1)
    assert benford.TWO[:10].sum() == pytest.approx(benford.ONE[0])


def test_lawful_amounts_are_within_chance_and_equal_digits_are_not():
    flat = " ".join(f"{digit}:40" for digit in range(10, 100))
    found = benford.digits(rows(lawful(3600), flat), hooks.Settings(**SETTINGS))
    assert found["first_digit_beyond_chance"].to_list()[0] == 0
    assert found["two_digits_beyond_chance"].to_list()[0] == 0
    assert found["first_digit_p"].to_list()[1] == pytest.approx(1 / 401)
    assert found["first_digit_beyond_chance"].to_list()[1] == found["value"].to_list()[1] > 0.05
    assert found["two_digits_beyond_chance"].to_list()[1] > 0.0022


def test_two_digits_need_three_thousand_amounts():
    found = benford.digits(rows(lawful(2999), lawful(3000)), hooks.Settings(**SETTINGS))
    assert [value is None for value in found["two_digits_deviation"]] == [True, False]


def test_the_mean_lawful_deviation_is_the_published_one():
    # Nigrini's bands ignore the size; under the law itself the mean at 1,000 amounts is 0.0074.
    drawn = benford._lawful_deviations(hooks.Settings(**SETTINGS), 1000, benford.ONE, 4000)
    assert drawn.mean() == pytest.approx(0.0074, abs=0.0002)


def test_other_rows_change_nothing_and_the_same_seed_gives_the_same_p():
    alone = benford.digits(rows(lawful(1500)), hooks.Settings(**SETTINGS))
    among = benford.digits(rows(lawful(1500), lawful(2500)), hooks.Settings(**SETTINGS))
    assert alone.row(0) == among.row(0)


def test_rows_with_a_reason_stay_and_an_empty_frame_keeps_its_columns():
    skipped = benford.digits(rows("10:5", reason="few"), hooks.Settings(**SETTINGS))
    assert skipped["value"].to_list() == [None]
    assert skipped["skip_reason"].to_list() == ["few"]
    empty = benford.digits(rows("10:5").clear(), hooks.Settings(**SETTINGS))
    assert empty.schema == skipped.schema
    assert empty.is_empty()
