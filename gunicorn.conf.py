"""What gunicorn finds by itself, however it is started; arguments on its command line go first.

A sentence that somebody pastes into the search becomes an address, nine letters for a syllable.
Gunicorn would refuse more than 8,190 with a page of its own, in nobody's language, and knows no
setting for more except no limit at all. So its own limit is moved, and the portal says itself what
is too long for it (portal/web/inputs.py).
"""

from gunicorn.http import message

limit_request_line = 131_072
message.MAX_REQUEST_LINE = limit_request_line
