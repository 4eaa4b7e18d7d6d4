"""The overview's sentence speaks of what there is, and names what there is not."""

from dashboard.widgets import headline

TOTALS = {
    "project_count": 2001,
    "contract_judged_project_count": 0,
    "budget_judged_project_count": 0,
    "open_count": None,
    "oldest_open_days": None,
    "dated_open_count": None,
    "overdue_count": None,
    "overdue_amount": None,
    "contract_growth_threshold": 0.1,
    "cost_overrun_threshold": 0.3,
    "slippage_threshold": 0.1,
    "stalled_threshold_days": 90.0,
}


def topic(judged: int, flagged: int) -> dict:
    return {
        "judged_count": judged,
        "flagged_count": flagged,
        "subject_count": 2001,
        "judged_project_count": judged,
        "flagged_project_count": flagged,
        "project_count": 2001,
    }


FOUR = {name: topic(0, 0) for name in headline.TOPICS}


def test_all_topics_in_one_sentence():
    numbers = {name: topic(1930, 214) for name in headline.TOPICS}
    totals = TOTALS | {
        "contract_judged_project_count": 1930,
        "open_count": 1500,
        "dated_open_count": 1500,
        "overdue_count": 1204,
        "overdue_amount": 34_500_000,
    }
    assert headline.said(numbers, totals, "XTS") == (
        "Of 2,001 projects: 214 of 1,930 judged exceed their first contract value by 10 % or more; "
        "214 of 1,930 judged end, or are now expected to end, later than first planned by 10 % or "
        "more of the planned time; 1,500 invoices are unpaid, 1,204 of them past due for "
        "XTS 34.5 m; 214 of 1,930 judged works under way show no progress for 90 days or more."
    )
    assert headline.unsaid(numbers, totals) == ""


def test_a_topic_without_data_is_named_and_never_counted_as_none():
    numbers = {"delay": topic(100, 3), "cost": topic(0, 0)}
    said = headline.said(numbers, TOTALS, "XTS")
    assert "3 of 100 judged end" in said
    assert "exceed" not in said
    unsaid = headline.unsaid(numbers, TOTALS)
    assert all(word in unsaid for word in ("cost growth", "payments", "works without progress"))
    assert "delay" not in unsaid


def test_without_any_data_nothing_is_said():
    assert headline.said(FOUR, TOTALS, "XTS") == ""
    assert headline.unsaid(FOUR, TOTALS).startswith("Nothing can be said about cost growth, delay")


def test_unpaid_invoices_without_due_dates_are_old_but_not_called_late():
    totals = TOTALS | {"open_count": 79, "dated_open_count": 0, "oldest_open_days": 2608}
    said = headline.said(FOUR, totals, "INR")
    assert "79 invoices are unpaid, the oldest for 2,608 days" in said
    assert "cannot be said" in said
    assert "payments" not in headline.unsaid(FOUR, totals)


def test_budgets_alone_promise_no_contract_threshold():
    totals = TOTALS | {"budget_judged_project_count": 50}
    assert "exceed their budget by enough" in headline.said({"cost": topic(50, 7)}, totals, None)
