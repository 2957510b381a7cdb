"""Odd input at every address, as every role: never an answer of 500 or more. `make fuzz`; a small portion is a test.

Deterministic: an input follows from seed, portion and number, and each portion begins in the same world.
"""
