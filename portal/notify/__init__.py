"""Telling people: an event becomes a notice in the inbox and, if they want it, a mail.

Who hears of what stands in one table (``audience``). Everything here happens in the worker,
from the log of facts, in the reader's language; whether a reader may still see the thing is
asked again when the mail is sent.
"""
