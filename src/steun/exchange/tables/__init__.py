"""Tables: written as text or a workbook, read off a page."""
