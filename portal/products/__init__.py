"""Products: what the company sells and people talk about.

The lowest room, because everything else may be scoped by product: a role, a thread, an
article. A product has a slug and one name per language. A retired product can be read but
not asked about.
"""
