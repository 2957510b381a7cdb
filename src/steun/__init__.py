"""Steun: civil-military crisis cooperation, from a call for help to a proven decision."""

__version__ = "0.1.0"
