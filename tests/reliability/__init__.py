"""What goes wrong around the program, tried on the real one, as often as one likes: ``make kills`` and its like, and briefly as tests.

Each module is a program (``python -m reliability.kills --help``, with ``tests`` on the path) that counts what it tried, prints a
table, or JSON, and ends with 1 where anything was not as it should be.
"""
