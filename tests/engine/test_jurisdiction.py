"""Every pack says where its rules come from, and a pack that does not is refused."""

from datetime import date

import pytest

from dashboard.engine import jurisdiction
from dashboard.messages import InputError

CODES = sorted(path.stem for path in jurisdiction.PACKS.glob("*.toml"))
WANTED = {
    *("seoul", "da-nang", "thailand", "ukraine", "uganda", "jordan", "european-union"),
    *("us-federal", "new-york", "buenos-aires", "philippines", "bengaluru", "kenya", "sample"),
}
GOOD = """
title = "Testland"
currency = "XTS"
[calendar]
holidays = ["05-01"]
[[payment_clocks]]
tier = "client_prime"
clock = "received_date"
limit_days = 10
days = "business"
citation = "Act 1"
verification = "V"
[[rules]]
rule_name = "approval_limit"
number = 5
citation = "Act 2"
verification = "M"
"""


def read(tmp_path, text: str) -> jurisdiction.Pack:
    (tmp_path / "test.toml").write_text(text, encoding="utf-8")
    return jurisdiction.read("test", tmp_path)


def test_every_partner_of_the_exchange_has_a_pack():
    assert set(CODES) >= WANTED


@pytest.mark.parametrize("code", CODES)
def test_every_statement_of_a_pack_has_a_source_and_says_how_it_was_checked(code):
    pack = jurisdiction.read(code)
    relations = jurisdiction.relations(pack, date(2025, 6, 30))
    for name in ("ref_payment_clocks", "ref_rules"):
        frame = relations[name]
        assert frame["citation"].null_count() == 0
        assert set(frame["verification"]) <= set(jurisdiction.VERIFICATIONS)
    clocks = relations["ref_payment_clocks"]
    assert clocks["limit_days"].null_count() == 0
    # What was not found is said, unless the pack is of no real place.
    assert pack.not_found or code in {
        *("sample", "bid-screens", "oc4ids-examples", "mexico-city", "nigeria", "prague")
    }


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (('citation = "Act 1"\n', ""), "cites no source"),
        (('citation = "Act 2"\n', ""), "cites no source"),
        (('verification = "V"', 'verification = "sure"'), "how well it was checked"),
        (('clock = "received_date"', 'clock = "recieved_date"'), "received_date"),
        (('days = "business"', 'days = "working"'), "neither calendar nor business"),
        (('holidays = ["05-01"]', ""), "there is no \\[calendar\\]"),
        (('holidays = ["05-01"]', 'country = "QQ"'), "no holidays are known"),
        (("number = 5", 'number = "five"'), "needs a rule_name and a number"),
        (("number = 5", "number = 5\namount = 6"), "unknown key 'amount'"),
        (('title = "Testland"', 'title = "Testland"\nholiday = 1'), "unknown key 'holiday'"),
    ],
)
def test_a_pack_that_breaks_its_promise_is_refused_with_a_message(tmp_path, change, message):
    read(tmp_path, GOOD)
    with pytest.raises(InputError, match=message):
        read(tmp_path, GOOD.replace(*change))


def test_what_a_pack_says_is_what_sql_reads(tmp_path):
    relations = jurisdiction.relations(read(tmp_path, GOOD), date(2025, 6, 30))
    clock = relations["ref_payment_clocks"].row(0, named=True)
    assert (clock["day_kind"], clock["limit_days"]) == ("business", 10)
    assert relations["ref_rules"]["number"].to_list() == [5.0]
    assert relations["ref_calendar"].height > 8_000
