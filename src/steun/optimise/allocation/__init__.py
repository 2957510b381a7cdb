"""Who gets what is scarce."""
