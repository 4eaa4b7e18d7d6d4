"""The red flags of Cardinal, straight from OCDS compiled releases as JSON lines.

The method is that of Cardinal (https://cardinal.readthedocs.io, Open Contracting Partnership, MIT
licence): the same settings file goes in and the same results come out. Not one line is theirs.
"""
