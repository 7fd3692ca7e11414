"""The worker: hands facts to their reactions, and does what is due by the clock.

Any number may run; what only one may do (writing the index) is held as a duty with a lease.
Killed at any moment it loses nothing: a claim that nobody renews is claimed again.
"""
