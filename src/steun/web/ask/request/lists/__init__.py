"""Lists of cases, found from the side of their reader."""
