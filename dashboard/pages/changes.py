"""Changes: past values that publications rewrote, and flags that moved between two builds."""

from dashboard.i18n import t
from dashboard.widgets import address_choice, edit_list, edit_radar, filters, flag_changes, frame

PARTS = ("edits", "flags", "links")

frame.title(t("pages.changes"), t("changes.intro"))
scope = filters.sidebar()
part = address_choice.show(
    "part",
    PARTS,
    label=t("changes.part"),
    format_func=lambda name: t(f"changes.parts.{name}"),
    drops=("source", "published", "field", "direction", "since", "code", "moved"),
)
if part == "edits":
    chosen = edit_radar.choose()
    edit_radar.show(scope, chosen)
    edit_list.show(scope, chosen)
    frame.question_note()
elif part == "flags":
    flag_changes.show()
    frame.question_note()
else:
    edit_radar.show_links()
