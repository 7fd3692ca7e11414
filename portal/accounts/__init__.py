"""People and what they may.

A *person* is a row of ``User``. One who cannot sign in (no password, no address) is a
*contact*: authors brought in by an import are contacts. What a person may do comes from
*roles*; a role is a bundle of capability names, for all products or for one. Everything
above this room knows people as an ``Actor``, a frozen value, and asks it ``may(...)``.

This room does not know what a thread is.
"""
