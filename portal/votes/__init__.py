"""Votes: on an idea "I want this", on a question "I have this problem too", on an answer
"this helped" or "this did not".

One per person and thing; the primary key says so. There are no votes against a thread. A vote
brought in by an import names nobody and is an *unattributed vote*: it counts, and that is all.
"""  # noqa: D205 - the sentence needs its two lines
