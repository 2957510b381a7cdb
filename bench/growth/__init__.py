"""`make bench-growth`: what each page costs each role in a small world and in a large one, fresh and aged."""
