"""How good a plan is: the Lagrangian bound, and an exact mixed-integer program for small problems."""
