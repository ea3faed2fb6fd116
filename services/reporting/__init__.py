"""Reporting periods: agencies report, their heads sign, the office above consolidates."""
