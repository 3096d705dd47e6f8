"""The shipped sample (``inputs/样例``): declared tables, the truth built from them, and the files written from it.

All data of units are invented. Run ``python -m tests.sample.make`` to write the sample again.
"""
