"""Measure the planner against the figures that were set for it, beside honest baselines.

    python -m bench.planner                      # every row, ten seeds, then the table
    python -m bench.planner rows national gap    # some rows
    python -m bench.planner table                # only write bench/planner.md again

Each measurement is one JSON line in bench/results/planner.jsonl with its seed, commit, time, machine and the load
of the machine when it began; the table takes the newest of each row and seed. Not part of the tests.
"""
