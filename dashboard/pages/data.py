"""Data and method: what was loaded, what was kept out, and what the files cannot say."""

from dashboard.i18n import t
from dashboard.widgets import (
    address_choice,
    data_limits,
    data_supports,
    frame,
    load_account,
    payment_sections,
    source_quality,
)

PARTS = ("files", "quality", "supports", "issues", "places", "coverage", "clocks", "glossary")

frame.title(t("pages.data"), t("data.intro"))
data_limits.show_about()
part = address_choice.show(
    "part",
    PARTS,
    label=t("data.part"),
    format_func=lambda name: t(f"data.parts.{name}"),
    drops=("file", "column", "issue", "source", "check", "table", "published"),
)
if part == "files":
    load_account.show_files()
elif part == "quality":
    source_quality.show()
elif part == "supports":
    data_supports.show()
elif part == "issues":
    load_account.show_issues()
elif part == "places":
    data_limits.show_boundaries()
    data_limits.show_placement()
elif part == "coverage":
    data_limits.show_coverage()
elif part == "clocks":
    payment_sections.show_clocks()
else:
    data_limits.show_glossary()
