"""Companies: who contracts, pays and is paid; what waits for a person; how they are joined."""

from dashboard.i18n import t
from dashboard.widgets import address_choice, frame, party_list

frame.title(t("pages.parties"), t("parties.intro"))
part = address_choice.show(
    "part",
    ("list", "review", "method"),
    label=t("parties.part"),
    format_func=lambda name: t(f"parties.parts.{name}"),
)
if part == "list":
    party_list.show_list()
elif part == "review":
    party_list.show_reviews()
else:
    party_list.show_method()
