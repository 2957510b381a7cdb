"""How dates and times look in Dutch: 24-hour clock, day before month."""

DATE_FORMAT = "j b Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "D j b Y H:i"
SHORT_DATE_FORMAT = "d-m-Y"
SHORT_DATETIME_FORMAT = "j b H:i"
YEAR_DATETIME_FORMAT = "j b Y H:i"
LONG_DATETIME_FORMAT = "j F Y, H:i"
SHORT_DAY_FORMAT = "j b"
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "."
NUMBER_GROUPING = 3
