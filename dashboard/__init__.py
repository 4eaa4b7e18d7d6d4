"""Clearworks: an analytics dashboard for bodies that oversee public construction."""

__version__ = "0.1.0"
