"""The demo community: a fictional company, its customers and half a year of what they said.

The TOML files here are the story: who there is, who asked what and when, what became of it. The
story is told again through the same actions that people use, in the order of time and with the
clock set to each moment, so that the demo is never in a state that the portal itself could not
have reached. What nobody wants to write down by hand (who votes, and when) is drawn by dice with
a fixed seed: the demo is the same everywhere, only its dates move with the day it is made.

``story`` reads the files, ``pace`` and ``crowd`` draw times and people, ``conversations``,
``decisions``, ``echoes`` and ``help_pages`` turn each thing of the story into acts, ``script`` puts
the acts in order, ``stage`` performs them, ``command`` is the door.
"""
