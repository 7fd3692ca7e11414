"""The stories of the portal, told by real readers in Chromium.

``running`` starts the portal as its users run it: web server, worker, a mail server. ``scene``
makes the people and the threads of one story. ``reader`` is somebody at a browser; whatever goes
wrong on a page they visit (a script error, a blocked resource, a refused request, a page that is
hard to read) fails the story.
"""
