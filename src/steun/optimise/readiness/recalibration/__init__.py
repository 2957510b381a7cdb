"""What can we count on, what is missing, what would it take: needs against means over many drawn worlds."""
