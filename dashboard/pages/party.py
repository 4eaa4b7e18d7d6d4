"""One company: its spellings, the evidence of each match, its rates, contracts and payments."""

import streamlit as st

from dashboard import session
from dashboard.i18n import t
from dashboard.widgets import (
    detail_address,
    frame,
    party_facts,
    party_flags,
    party_judgement,
    party_rates,
)
from dashboard.widgets.plain_text import plain

cluster_id = detail_address.named("company")["company"]
found = session.relation("company_totals", cluster_id=cluster_id or "", limit=1)
if found.is_empty():
    frame.title(t("pages.party"))
    st.info(
        t("party.unknown", id=plain(cluster_id)) if cluster_id else t("party.missing"),
        icon=":material/search_off:",
    )
    frame.link("parties", t("party.to_list"))
    st.stop()

totals = found.row(0, named=True)
members = session.view("company_members", cluster_id=cluster_id)
frame.title(plain(totals["cluster_name"]))
party_facts.show_sentence(totals)
flags = party_flags.show_tiers(cluster_id, totals["currency"])
st.subheader(t("party.names_title"), anchor="names")
party_facts.show_names(members)
party_flags.show(flags, totals["currency"])
party_rates.show(cluster_id)
party_judgement.show(cluster_id, members["party_id"].unique().to_list())
party_facts.show_sanctions(cluster_id)
party_facts.show_consortia(cluster_id)
party_facts.show_contracts(cluster_id)
party_facts.show_projects(cluster_id)
party_facts.show_payments(cluster_id)
party_facts.show_places(cluster_id)
frame.question_note()
frame.link("parties", t("party.to_list"))
