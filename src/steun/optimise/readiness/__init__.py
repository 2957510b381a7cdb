"""What to hold where, for needs that are not there yet: scenarios, requirements, reserve prices, the rolling test."""
