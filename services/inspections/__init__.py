"""Inspections (kiểm tra): what an agency looked at in another, in which form, with what result."""
