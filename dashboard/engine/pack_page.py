"""Writes docs/jurisdictions.md: what each jurisdiction pack says, and where it says it from."""

from __future__ import annotations

from dashboard.engine import jurisdiction
from dashboard.engine.jurisdiction import Pack

VERIFICATION = {
    "V": "read in the text itself",
    "V2": "second hand",
    "M": "from memory, unverified",
    "D": "house default",
}


def page() -> str:
    """The whole of docs/jurisdictions.md."""
    parts = [
        "# Jurisdictions\n",
        "Generated from `data/reference/jurisdictions/`; run `make docs` after a change. What was "
        "not found in a text that could be read stays empty, and an indicator that needs it says "
        "`insufficient`. Nothing here is legal advice.\n",
    ]
    for path in sorted(jurisdiction.PACKS.glob("*.toml")):
        parts.append(_section(jurisdiction.read(path.stem)))
    return "\n".join(parts)


def _section(pack: Pack) -> str:
    lines = [
        f"## {pack.title}\n",
        f"Currency {pack.currency}; fiscal year from {pack.fiscal_year_start}; "
        f"calendar: {_calendar(pack)}.\n",
    ]
    if pack.payment_clocks:
        lines += ["| tier | clock starts | limit | interest a year | source | checked |"]
        lines += ["|---|---|--:|--:|---|---|"]
        lines += [_clock(clock) for clock in pack.payment_clocks] + [""]
    if pack.rules:
        lines += ["| rule | applies to | number | in force | source | checked |"]
        lines += ["|---|---|--:|---|---|---|"]
        lines += [_rule(rule) for rule in pack.rules] + [""]
    if pack.overrides:
        lines += [f"- Thresholds moved: {', '.join(sorted(pack.overrides))}"]
    lines += [f"- Not found: {text}" for text in pack.not_found]
    return "\n".join(lines) + "\n"


def _calendar(pack: Pack) -> str:
    if not pack.calendar:
        return "none"
    weekend = " and ".join(pack.calendar.get("weekend", ("Saturday", "Sunday")))
    place = [pack.calendar.get("country", ""), pack.calendar.get("subdivision", "")]
    named = "-".join(filter(None, place))
    days = f"public holidays of {named}" if named else "fixed days off"
    return f"{days}, weekend on {weekend}"


def _clock(clock: dict) -> str:
    kind = "business days" if clock["days"] == "business" else "days"
    moves = ", moves to a business day" if clock.get("rolls_forward") else ""
    rate = clock.get("interest_rate_year")
    cells = (
        clock["tier"],
        clock["clock"].replace("_", " "),
        f"{clock['limit_days']} {kind}{moves}",
        "" if rate is None else f"{rate * 100:g} %",
        clock["citation"],
        VERIFICATION[clock["verification"]],
    )
    return f"| {' | '.join(cells)} |"


def _rule(rule: dict) -> str:
    currency = f" {rule['currency']}" if rule.get("currency") else ""
    since, until = rule.get("valid_from_date"), rule.get("valid_to_date")
    term = f"from {since}" if since else ""
    term += f" until {until}" if until else ""
    cells = (
        rule["rule_name"].replace("_", " "),
        rule.get("applies_to", "all"),
        f"{rule['number']:,.10g}{currency}",
        term.strip(),
        rule["citation"],
        VERIFICATION[rule["verification"]],
    )
    return f"| {' | '.join(cells)} |"
