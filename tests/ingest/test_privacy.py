"""Contacts are taken out; what only looks like one stays."""

import pytest

from dashboard.ingest.privacy import REMOVED, redact


@pytest.mark.parametrize(
    "text",
    [
        "ASK A.CLERK@SCHOOLS.EXAMPLE.GOV FIRST",
        "CALL 718-555-0164 BEFORE NOON",
        "call (718) 555-0164",
        "718.555.0164",
        "+54 11 5555 0164",
        "+91-98450-12345",
        "Tel: 4555-0164, piso 2",
        "Contact 9845012345 at site",
    ],
)
def test_contacts_are_removed(text):
    assert REMOVED in redact(text)
    assert "0164" not in redact(text)
    assert "@" not in redact(text)
    assert "9845012345" not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "30-50545443-6",
        "30505454436",
        "8125560683",
        "$ 1.209.911.670,00",
        "-34.615.889",
        "-3.458.463.534.749.090",
        "2024-11-01",
        "001-21-000007",
        "000113 / 17-Jul-2019 in RTGS",
        "DSF0001008800, DSF0000991942",
        "FACADE REMEDIATION @M110 / PARAPETS",
        "PO18-ABATE 6 SQ. FT. - ROOM 217",
        "EX-2019-12345678-GCABA-DGIURB",
    ],
)
def test_numbers_amounts_dates_and_places_stay(text):
    assert redact(text) == text


def test_a_broken_line_loses_every_run_of_ten_digits():
    assert redact("a,b,9845012345,c", broken=True) == f"a,b,{REMOVED},c"
