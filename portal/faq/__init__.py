"""The FAQ: articles that grow out of resolved threads, with a second pair of eyes.

A resolved question is *weighed*: its *evidence* proposes it as a *candidate*, or somebody
*nominates* it by hand. Whoever *claims* a candidate wants to write it. From it a *draft* is
written, submitted, approved by somebody else than its writer, and published as an *article*.
An article has one text per language; the texts of one article are *versions* of each other.
A published text can be edited without disappearing: the draft stands beside it until it is
published in its place.
"""
