"""What one row of a file is: a project, a contract, a bill, a payment, a bid …"""

from __future__ import annotations

from collections.abc import Set

from dashboard.ingest.propose.choosing import Choice
from dashboard.ingest.propose.fields import FIELDS, in_words
from dashboard.ingest.propose.questions import Option, Question, question_id
from dashboard.ingest.propose.words import plain

# Each kind of row with the fields that speak for it; the first with enough of them is taken.
KINDS: tuple[tuple[str, frozenset[str], int], ...] = (
    ("bid", frozenset({"bid_amount", "bidder_name", "bidder_id", "is_winner", "bid_id"}), 2),
    (
        "amendment",
        frozenset(
            {"amendment_id", "amendment_date", "amount_change", "amount_before", "amount_after"}
        ),
        2,
    ),
    ("suspension", frozenset({"suspended_date", "resumed_date"}), 2),
    ("milestone", frozenset({"milestone_name", "milestone_id"}), 1),
    (
        "invoice",
        frozenset(
            [
                "invoice_number",
                "invoice_id",
                "invoice_amount",
                "gross_amount",
                "issued_date",
                "received_date",
                "approved_date",
                "due_date",
                "bill_type",
                "invoice_status",
            ]
        ),
        2,
    ),
    ("payment", frozenset({"paid_date", "paid_amount", "payment_id", "payment_type"}), 1),
    ("report", frozenset({"report_date", "physical_share", "planned_share", "report_id"}), 2),
    (
        "tender",
        frozenset(
            [
                "tender_name",
                "tender_id",
                "estimate_amount",
                "submission_deadline",
                "bid_opening",
                "award_amount",
                "tenderer_count",
                "award_criteria",
            ]
        ),
        2,
    ),
    ("contract", frozenset({"contract_id", "signed_date", "contract_name"}), 1),
    ("party", frozenset({"party_name", "party_identifier", "party_id"}), 2),
)
# What a name that says too little means, by what a row is.
AMOUNT_OF = {
    **{"bid": "bid_amount", "amendment": "amount_change", "invoice": "invoice_amount"},
    **{"payment": "paid_amount", "tender": "estimate_amount", "contract": "contract_amount"},
}
NAME_OF = {
    **{"project": "project_name", "tender": "tender_name", "contract": "contract_name"},
    **{"party": "party_name", "milestone": "milestone_name", "bid": "tender_name"},
}
DATE_OF = {
    **{"bid": "bid_date", "amendment": "amendment_date", "payment": "paid_date"},
    **{"report": "report_date", "contract": "signed_date"},
}
MEANINGS = {
    "start_date": (
        ("planned_start_date", "the works were to begin then"),
        ("actual_start_date", "the works began then"),
    ),
    "end_date": (
        ("planned_end_date", "the works were to end then; delays are measured against it"),
        ("actual_end_date", "the works ended then"),
    ),
    "amount": (
        ("budget_amount", "the approved budget of the project"),
        ("contract_amount", "the value of the contract"),
        ("spent_amount", "what was spent so far"),
        ("forecast_amount", "what the works are expected to cost"),
    ),
    "date": (
        ("report_date", "the day for which the row speaks"),
        ("signed_date", "the day a contract was signed"),
    ),
}
NONE = "none"
BILLED = frozenset({"invoice_number", "invoice_id", "invoice_amount", "gross_amount", "bill_type"})
UNFINISHED = ("identification", "preparation", "implementation")


def kind_of_row(fields: Set[str]) -> str:
    """What a row is, by the fields that the file has."""
    describes_projects = bool(fields & {"project_name"}) and bool(
        fields & {"status", "physical_share", "planned_end_date", "budget_amount", "component"}
    )
    for kind, signs, enough in KINDS:
        found = len(fields & signs)
        if kind in ("report", "contract", "tender", "payment") and describes_projects:
            continue
        if kind == "report" and "physical_share" not in fields:
            continue
        if kind == "invoice" and not fields & BILLED and not _is_register(fields):
            continue
        if found >= enough:
            return kind
    return "project"


def _is_register(fields: Set[str]) -> bool:
    """Whether days of receipt and of payment stand beside an amount: a register of bills."""
    return "paid_date" in fields and bool(fields & {"received_date", "issued_date"})


def made_clear(
    choice: Choice, kind: str, answers: dict[str, str], end_is_planned: str
) -> tuple[Choice, list[Question]]:
    """`choice` with every field that says too little turned into one that says enough, or asked.

    `end_is_planned`: why the end dates of the file cannot be actual ones; empty where they can.
    """
    questions: list[Question] = []
    choice = _names(choice, kind)
    for generic, by_kind in (("amount", AMOUNT_OF), ("date", DATE_OF)):
        one = choice.of(generic)
        if one is None:
            continue
        meant = by_kind.get(kind)
        if meant and meant not in choice.fields():
            reason = f"the {in_words(generic)} of a row that is a {kind}"
            choice = choice.with_field(one.seen.header, meant, min(one.confidence, 0.85), reason)
        elif meant or kind in ("party", "milestone"):
            choice = choice.with_field(
                one.seen.header, "", 0.0, f"which {generic} it is, is not said"
            )
        else:
            choice, asked = _asked(choice, generic, answers)
            questions += asked
    for generic in ("start_date", "end_date"):
        one = choice.of(generic)
        if one is None or kind == "contract" and generic == "start_date":
            continue
        if generic == "end_date" and end_is_planned and "planned_end_date" not in choice.fields():
            choice = choice.with_field(
                one.seen.header, "planned_end_date", min(one.confidence, 0.85), end_is_planned
            )
            continue
        choice, asked = _asked(choice, generic, answers)
        questions += asked
    return choice, questions


def _names(choice: Choice, kind: str) -> Choice:
    one = choice.of("name")
    meant = NAME_OF.get(kind, "project_name")
    if one is not None:
        field = meant if meant not in choice.fields() else ""
        reason = f"the name in a row that is a {kind}"
        choice = choice.with_field(one.seen.header, field, min(one.confidence, 0.9), reason)
    needs = {"project": "project_name", "tender": "tender_name"}.get(kind)
    text = choice.of("description") or choice.of("scope")
    if needs and needs not in choice.fields() and text is not None:
        reason = "no column holds names, and this text tells the works apart"
        choice = choice.with_field(text.seen.header, needs, 0.75, reason)
    return choice


def _asked(choice: Choice, generic: str, answers: dict[str, str]) -> tuple[Choice, list[Question]]:
    one = choice.of(generic)
    header = one.seen.header
    free = [(name, what) for name, what in MEANINGS[generic] if name not in choice.fields()]
    if not free:
        return choice.with_field(header, "", 0.0, "what it could mean is taken"), []
    name = question_id("meaning", header)
    answer = answers.get(name, "")
    options = (*(Option(value, what) for value, what in free), Option(NONE, "it is left out"))
    question = Question(
        name, f"What does “{header}” hold? Its name does not say it.", options, (header,), answer
    )
    if answer in FIELDS:
        return choice.with_field(header, answer, 1.0, "said by a person"), [question]
    return choice.with_field(header, "", 0.0, "asked"), [question]


def claimed_twice(
    choice: Choice, answers: dict[str, str], levels: Set[str]
) -> tuple[Choice, list[Question]]:
    """Fields that several columns claim: settled by a level of neighbourhoods, else asked."""
    questions = []
    for field, headers in choice.rivals.items():
        name = question_id("column", field)
        answer = answers.get(name, "")
        fitting = [header for header in headers if plain(header).replace(" ", "-") in levels]
        if field == "neighbourhood" and len(fitting) == 1 and not answer:
            answer_header, reason = fitting[0], "a level of neighbourhoods is called so"
        else:
            options = (
                *(Option(header, _examples(choice, header)) for header in headers),
                Option(NONE, "none of them is read"),
            )
            text = f"Which column holds the {in_words(field)}? Several fit equally well."
            questions.append(Question(name, text, options, headers, answer))
            answer_header, reason = answer, "said by a person"
        for header in headers:
            meant = field if header == answer_header else ""
            known = reason if meant else "another column may hold it"
            choice = choice.with_field(header, meant, 0.9 if meant else 0.0, known)
    return choice, questions


def of_one_level(choice: Choice) -> Choice:
    """`choice` without a code of places that is of another level than the names of places.

    A code counts beside a name only where both columns are called alike: `ward no` and `ward name`.
    """
    name, code = choice.of("neighbourhood"), choice.of("place_code")
    if name is None or code is None or code.confidence == 1 and "person" in code.reasons[0]:
        return choice
    if set(plain(name.seen.header).split()) & set(plain(code.seen.header).split()):
        return choice
    return choice.with_field(
        code.seen.header, "", 0.0, f"may be of another level than “{name.seen.header}”"
    )


def _examples(choice: Choice, header: str) -> str:
    return "holds " + ", ".join(choice.columns[header].seen.examples)
