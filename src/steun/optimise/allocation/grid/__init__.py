"""The problem as arrays: pairs of line and unit, and what is free per unit and slot."""
