"""Numbers that people may trust: each with its formula, and with the rows behind it.

This room counts what the rooms below know, and keeps one log of its own: what became of those who
began to ask (``asking``). It says how many, never who. A figure is over what is settled: whoever
began to ask less than a day ago may still ask, so they are not in it yet. What its log says of a
single article, that several asked after reading it, it tells the editors through ``faq.upkeep``.
"""
