"""The dial between columns and evacuees: what each position of it gives, and to whom."""
