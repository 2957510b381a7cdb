"""Stories that are played through the same actions as people use: July 2021, and the cases of the demonstration."""
