"""Tables as files for a spreadsheet."""
