"""Review queue: whom to ask first and why, by tier, by money, and which data to ask for."""

from dashboard.i18n import t
from dashboard.widgets import address_choice, filters, frame, review_list

frame.title(t("pages.queue"), t("queue.intro"))
part = address_choice.show(
    "part",
    ("review", "money", "requests"),
    label=t("queue.part"),
    format_func=lambda name: t(f"queue.parts.{name}"),
)
asked = review_list.choose(part, filters.sidebar())
if part == "requests":
    review_list.show_requests(asked)
else:
    review_list.show(asked, part)
frame.question_note()
