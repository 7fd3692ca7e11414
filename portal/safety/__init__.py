"""Judgement of text: names that may be mistaken for ours, and what may be personal data.

Words of this room: a *reserved word* is one that only people who speak for the company may carry in
their name; a *skeleton* is a text reduced to how it looks, so that 운.영.자, ＯＦＦＩＣＩＡＬ and
0ffісіаl (two of its letters Cyrillic) are the words they imitate.

Everything here is a pure function of text: no table, no clock, no settings. The room does not know
who is asking, nor who is staff; the doors and accounts do, and decide whom to ask about.
"""
