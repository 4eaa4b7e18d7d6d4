"""What each project shows of itself: texts, roles, documents; some show little."""

from __future__ import annotations

import numpy as np
import polars as pl

from dashboard.sample.planting import Planting

KINDS = ("construction", "rehabilitation", "replacement", "expansion")
PURPOSES = (
    "Shorter and safer ways for residents",
    "Clean water and dry cellars",
    "Room for more pupils",
    "Green space within a short walk",
    "Repair of what is worn out",
)
SHARES = {"little shown": 0.05, "on request only": 0.05}
EARLY_SHARES = {"almost nothing shown": 0.1, "no stage": 0.02}
# Type, whose document, from which stage: 0 for all, 1 once contracted, 2 once finished.
DOCUMENTS = (
    ("projectScope", "project", 1, True),
    ("environmentalImpact", "project", 1, True),
    ("landAndSettlementImpact", "project", 1, True),
    ("projectCompletionReport", "project", 2, True),
    ("financialAuditReport", "project", 2, True),
    ("feasibilityStudy", "project", 1, False),
    ("budgetApproval", "project", 1, False),
    ("contractSigned", "contract", 1, False),
)


def plant(planting: Planting) -> None:
    """Plant Q3 in one chunk of the city."""
    random = planting.random("disclosure items")
    projects = _with_story(planting, random)
    _texts(planting, random, projects)
    _roles(planting, projects)
    _documents(planting, random, projects)
    for story, outcome, severity, note in (
        (
            "little shown",
            "flagged",
            "",
            "what the works are for and do to people is not shown",
        ),
        ("almost nothing shown", "flagged", "high", "a plan with hardly more than its name"),
        ("on request only", "clear", "", "everything but what is given on request"),
        ("no stage", "insufficient", "", "the stage of the project is not published"),
    ):
        ids = projects.filter(pl.col("story") == story)["project_id"].to_list()
        planting.truth("Q3", "project", ids, outcome, note, severity, ids)


def _with_story(planting: Planting, random: np.random.Generator) -> pl.DataFrame:
    """Every project with its stage (0, 1, 2 as in DOCUMENTS) and one story."""
    contracts = planting.rows("contracts").filter(pl.col("status").is_in(["active", "closed"]))
    contracted = pl.col("project_id").is_in(contracts["project_id"].unique().implode())
    projects = planting.rows("projects").select(
        "project_id",
        "status",
        "planned_start_date",
        "actual_end_date",
        is_contracted=contracted,
        stage=pl.when(pl.col("status") == "completion")
        .then(2)
        .when((pl.col("status") == "implementation") | contracted)
        .then(1)
        .otherwise(0),
    )
    draw, stage = random.random(projects.height), projects["stage"].to_numpy()
    kept = (projects["status"].fill_null("cancelled") != "cancelled").to_numpy()
    contracted_ = projects["is_contracted"].to_numpy()
    story = np.full(projects.height, "plain", dtype=object)
    for shares, possible in (
        (SHARES, kept & (stage > 0) & contracted_),
        (EARLY_SHARES, kept & (stage == 0)),
    ):
        edge = 0.0
        for name, share in shares.items():
            story[possible & (draw >= edge) & (draw < edge + share)] = name
            edge += share
    return projects.with_columns(story=pl.Series(story.tolist(), dtype=pl.String))


def _texts(planting: Planting, random: np.random.Generator, projects: pl.DataFrame) -> None:
    """Kind and purpose of the works, and what contracts cover; taken away where little is shown."""
    rows = planting.rows("projects")
    kind = pl.Series([KINDS[i] for i in random.integers(0, len(KINDS), rows.height)])
    purpose = pl.Series([PURPOSES[i] for i in random.integers(0, len(PURPOSES), rows.height)])
    story = projects["story"]
    bare, little = story == "almost nothing shown", story == "little shown"
    rows = rows.with_columns(
        project_type=pl.when(~(bare | little)).then(kind),
        purpose=pl.when(~(bare | little)).then(purpose),
        description=pl.when(~(bare | little)).then("description"),
        sector=pl.when(~bare).then("sector"),
        agency=pl.when(~bare).then("agency"),
        status=pl.when(story != "no stage").then("status"),
    )
    planting.replace("projects", rows)
    ids = projects.filter(little)["project_id"].implode()
    contracts = planting.rows("contracts")
    hidden = pl.col("project_id").is_in(ids)
    scope = pl.lit("Works and supplies as in the bill of quantities")
    said = pl.col("description") if "description" in contracts.columns else scope
    planting.replace(
        "contracts",
        contracts.with_columns(
            description=pl.when(~hidden).then(pl.coalesce(said, scope)),
            contract_name=pl.when(~hidden).then("contract_name"),
        ),
    )


def _roles(planting: Planting, projects: pl.DataFrame) -> None:
    """Who owns, pays for and administers each project: the agency, as its contracts say."""
    agencies = planting.parties.filter(pl.col("party_id").str.starts_with("AGY-"))
    named = dict(zip(agencies["party_name"], agencies["party_id"], strict=True))
    open_ = projects.filter(~pl.col("story").is_in(["little shown", "almost nothing shown"]))
    known = planting.rows("projects").select("project_id", "agency")
    rows = open_.join(known, on="project_id").with_columns(
        party_id=pl.col("agency").replace_strict(named, default=None)
    )
    rows = rows.filter(pl.col("party_id").is_not_null())
    parts = [
        rows.select(
            "party_id",
            pl.lit(role).alias("role"),
            pl.lit("project").alias("entity_kind"),
            pl.col("project_id").alias("entity_id"),
        )
        for role in ("publicAuthority", "funder", "administrativeEntity")
    ]
    planting.add("party_roles", pl.concat(parts))


def _documents(planting: Planting, random: np.random.Generator, projects: pl.DataFrame) -> None:
    """The documents of each project, each published some days after its own day."""
    main = (
        planting.rows("contracts")
        .filter(pl.col("nature") == "construction", pl.col("status").is_in(["active", "closed"]))
        .group_by("project_id")
        .agg(contract_id=pl.col("contract_id").min())
        .sort("project_id")
    )
    rows = projects.join(main, on="project_id", how="left", maintain_order="left")
    parts = []
    for kind, entity, stage, proactive in DOCUMENTS:
        found = rows.filter(pl.col("stage") >= stage)
        shown = ["plain", "no stage", *(["on request only"] if proactive else [])]
        found = found.filter(pl.col("story").is_in(shown))
        if entity == "contract":
            found = found.filter(pl.col("contract_id").is_not_null())
        if not proactive:
            found = found.filter(pl.Series(random.random(found.height) < 0.7))
        day = pl.col("planned_start_date") - pl.duration(days=60)
        if stage == 2:
            day = pl.coalesce("actual_end_date", pl.col("planned_start_date")) - pl.duration(days=1)
        waits = pl.Series(random.integers(1, 26, found.height))
        early = pl.min_horizontal(day, pl.lit(planting.as_of) - pl.duration(days=30))
        parts.append(
            found.select(
                pl.lit(entity).alias("entity_kind"),
                pl.col("contract_id" if entity == "contract" else "project_id").alias("entity_id"),
                "project_id",
                pl.lit(kind).alias("document_type"),
                pl.lit(f"{kind} of the works").alias("document_name"),
                early.alias("document_date"),
                (early + pl.duration(days=waits)).alias("notice_published_date"),
            )
        )
    documents = pl.concat(parts).sort("project_id", "document_type")
    ids = pl.Series("document_id", planting.new_ids("DOC", documents.height), dtype=pl.String)
    planting.add("documents", documents.with_columns(ids))
