"""The ground: what every room stands on, and nothing about the product.

Database, event log, time, errors, pages of lists, text and markup, two languages, mail.
A module here knows libraries; it does not know what a question or an idea is.
"""
