"""What the program costs, each time beside what somebody would otherwise take, measured in the same run.

``make bench`` runs :mod:`benchmarks.__main__`, which measures and writes the tables of the READMEs; ``make ratios`` runs
:mod:`benchmarks.ratios`, which keeps the cheap ratios from falling. Both want ``tests`` on the path and ``kg`` installed or there too.
"""
