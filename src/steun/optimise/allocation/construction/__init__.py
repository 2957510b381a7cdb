"""Plans made by a simple rule, in minutes: where a search begins, and below which it never ends."""
