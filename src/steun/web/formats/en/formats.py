"""How dates and times look in English as used in the Netherlands: 24-hour clock, day before month."""

DATE_FORMAT = "j M Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "D j M Y H:i"
SHORT_DATE_FORMAT = "d-m-Y"
SHORT_DATETIME_FORMAT = "j M H:i"
YEAR_DATETIME_FORMAT = "j M Y H:i"
LONG_DATETIME_FORMAT = "j F Y, H:i"
SHORT_DAY_FORMAT = "j M"
DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
