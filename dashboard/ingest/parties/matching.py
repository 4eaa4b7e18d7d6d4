"""Pairs of records weighed by Splink: how much each property speaks for one party or for two.

The model is that of Fellegi and Sunter (1969), "A Theory for Record Linkage"; term frequencies as
in Winkler (1989). Nothing is drawn at random: m and u are given, DuckDB runs in one thread and rows
are sorted, so the same records give the same bytes.
"""

from __future__ import annotations

import duckdb
import polars as pl

from dashboard.ingest.parties.records import BLOCKS
from dashboard.ingest.parties.rules import Level, Rules

SCORED = {
    "record": pl.Int64(),
    "other_record": pl.Int64(),
    "match_weight": pl.Float64(),
    "match_probability": pl.Float64(),
    "gamma_name": pl.Int64(),
    "gamma_place": pl.Int64(),
    "gamma_country": pl.Int64(),
    "gamma_legal_form": pl.Int64(),
}
MEMORY = "1GB"
# Conditions of the levels in the order of the rules file; the last level has none.
NAME = (
    "written_l = written_r",
    "same_words_l = same_words_r",
    "core_l = core_r",
    # One letter in five to eight, two in nine and more.
    "damerau_levenshtein(compact_l, compact_r) <= "
    "CASE WHEN LEAST(LENGTH(compact_l), LENGTH(compact_r)) >= 9 THEN 2 "
    "WHEN LEAST(LENGTH(compact_l), LENGTH(compact_r)) >= 5 THEN 1 ELSE 0 END",
    "script_l <> script_r AND LEAST(LENGTH(sound_l), LENGTH(sound_r)) >= 3 "
    "AND (levenshtein(sound_l, sound_r) <= "
    "CASE WHEN LEAST(LENGTH(sound_l), LENGTH(sound_r)) >= 5 THEN 1 ELSE 0 END "
    "OR levenshtein(spoken_l, spoken_r) <= "
    "CASE WHEN LEAST(LENGTH(spoken_l), LENGTH(spoken_r)) >= 6 THEN 1 ELSE 0 END)",
    "(LENGTH(compact_l) >= 3 AND compact_l = initials_r AND LEN(word_list_r) >= 3) "
    "OR (LENGTH(compact_r) >= 3 AND compact_r = initials_l AND LEN(word_list_l) >= 3) "
    "OR (LEAST(LENGTH(compact_l), LENGTH(compact_r)) >= 5 "
    "AND (STARTS_WITH(compact_l, compact_r) OR STARTS_WITH(compact_r, compact_l)))",
    "jaro_winkler_similarity(same_words_l, same_words_r) >= 0.88 "
    "OR jaro_winkler_similarity(compact_l, compact_r) >= 0.90",
)
PLACE = (
    "address_l = address_r AND house_l IS NOT NULL",
    "house_l = house_r AND (jaro_winkler_similarity(street_l, street_r) >= 0.88 "
    "OR CONTAINS(street_l, street_r) OR CONTAINS(street_r, street_l))",
    "(address_l IS NULL OR address_r IS NULL) AND postal_code_l = postal_code_r",
    "jaro_winkler_similarity(street_l, street_r) >= 0.92",
    "(address_l IS NULL OR address_r IS NULL) "
    "AND (postal_code_l IS NULL OR postal_code_r IS NULL) AND locality_l = locality_r",
)
NO_PLACE = (
    "(address_l IS NULL OR address_r IS NULL) "
    "AND (postal_code_l IS NULL OR postal_code_r IS NULL) "
    "AND (locality_l IS NULL OR locality_r IS NULL)"
)
# A code of two letters and a name cannot be compared.
NO_COUNTRY = (
    "country_l IS NULL OR country_r IS NULL OR (LENGTH(country_l) = 2) <> (LENGTH(country_r) = 2)"
)
SAME_WORDS = 6  # the gamma from which on two names have the same words
SAME_SOUND = 3  # … or sound the same in two scripts
SAME_ADDRESS = 4  # the gamma from which on two addresses agree
SAME_POSTAL_CODE = 3
OTHER_PLACE = 0


def score(records: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The pairs worth a look, sorted: the columns of SCORED.

    A pair is of two parties of the same kind whose names hold the same numbers, and either reaches
    the review threshold or has a name of the same words.
    """
    if records["party_id"].n_unique() < 2:
        return pl.DataFrame(schema=SCORED)
    from splink import Linker  # takes a while to import
    from splink.backends.duckdb import DuckDBAPI

    connection = duckdb.connect(config={"threads": 1, "memory_limit": MEMORY})
    try:
        connection.execute("SET enable_progress_bar = false")
        connection.register("incoming", records.to_arrow())
        connection.execute("CREATE TABLE party_records AS SELECT * FROM incoming ORDER BY record")
        connection.unregister("incoming")
        interface = DuckDBAPI(connection=connection)
        size = max(records["party_id"].n_unique(), rules.smallest_register)
        linker = Linker(interface.register("party_records"), settings(size, rules), log_level=40)
        # How many other parties go by it: a party's own entry says nothing about chance.
        for column in ("core", "address"):
            connection.execute(
                f"CREATE TABLE frequency_{column} AS SELECT {column}, "
                f"GREATEST(COUNT(DISTINCT party_id) - 1, 1) / {size} AS tf_{column} "
                "FROM party_records "
                f"WHERE {column} IS NOT NULL GROUP BY {column} ORDER BY {column}"
            )
            linker.table_management.register_term_frequency_lookup(
                interface.register(f"frequency_{column}"), column
            )
        # By weight, a pair of the same words is kept even where it is improbable.
        predicted = linker.inference.predict()
        gammas = ", ".join(f"p.{name}" for name in SCORED if name.startswith("gamma_"))
        found = connection.sql(
            f"""
            SELECT LEAST(p.record_l, p.record_r) AS record,
                GREATEST(p.record_l, p.record_r) AS other_record,
                ROUND(p.match_weight, 4) AS match_weight,
                ROUND(p.match_probability, 6) AS match_probability, {gammas}
            FROM {predicted.physical_name} AS p
            INNER JOIN party_records AS a ON a.record = p.record_l
            INNER JOIN party_records AS b ON b.record = p.record_r
            WHERE a.party_id <> b.party_id
                AND (p.match_probability >= {rules.review} OR p.gamma_name >= {SAME_WORDS})
            ORDER BY 1, 2
            """
        ).to_arrow_table()
    finally:
        connection.close()
    return pl.from_arrow(found).select(pl.col(name).cast(kind) for name, kind in SCORED.items())


def settings(count: int, rules: Rules):
    """The Splink model for a register of `count` parties, with the m and u of the rules."""
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import SettingsCreator, block_on

    def comparison(prop: str, null, conditions: tuple[str, ...], frequency_of: str | None = None):
        parts = [null]
        for condition, level in zip(conditions, rules.levels[prop], strict=False):
            parts.append(_level(levels, condition, level, frequency_of, rules))
        last = rules.levels[prop][-1]
        parts.append(levels.ElseLevel().configure(m_probability=last.m, u_probability=last.u))
        return comparisons.CustomComparison(parts, output_column_name=prop)

    def equal(prop: str):
        return comparison(prop, levels.NullLevel(prop), (f"{prop}_l = {prop}_r",))

    blind = min(2 * rules.further_records_per_party / (count - 1), 0.2)
    alike = ("kind", "numbers")
    blocks = [block_on(f"block_{name}", *alike) for name in BLOCKS]
    blocks.append(block_on("block_words", *alike, arrays_to_explode=["block_words"]))
    no_place = levels.CustomLevel(NO_PLACE, label_for_charts="not known").configure(
        is_null_level=True
    )
    no_country = levels.CustomLevel(NO_COUNTRY, label_for_charts="not known").configure(
        is_null_level=True
    )
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="record",
        probability_two_random_records_match=blind,
        comparisons=[
            comparison("name", levels.NullLevel("written"), NAME, "core"),
            comparison("place", no_place, PLACE, "address"),
            comparison("country", no_country, ("country_l = country_r",)),
            equal("legal_form"),
        ],
        blocking_rules_to_generate_predictions=blocks,
        retain_matching_columns=True,
        retain_intermediate_calculation_columns=True,
    )


def _level(levels, condition: str, level: Level, frequency_of: str | None, rules: Rules):
    made = levels.CustomLevel(condition, label_for_charts=level.words).configure(
        m_probability=level.m, u_probability=level.u
    )
    if level.by_frequency and frequency_of:
        made.configure(
            tf_adjustment_column=frequency_of,
            tf_minimum_u_value=1 / rules.rarest_name,
            disable_tf_exact_match_detection=True,
        )
    return made
