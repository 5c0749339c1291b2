"""The control port of the sandbox, and consent given through it, for the scripts beside this one.

A script is called with the base URL of the sandbox and that of its control port.
"""

import json
import sys
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

API, CONTROL = (url.rstrip("/") for url in sys.argv[1:3])
CLIENT_ID, SECRET = "23SRVR", "0123456789abcdef0123456789abcdef"
REDIRECT = "http://localhost:3000/callback"
PERSON = "SBX2M7"
# Of the day at which the sandbox stands still, and the day before.
TODAY, YESTERDAY = "2026-05-20", "2026-05-19"


def control(path, **arguments):
    """A command."""
    body = json.dumps(arguments).encode()
    with urlopen(Request(CONTROL + path, data=body, method="POST")) as answer:
        return json.load(answer)


def approve(url):
    """Consents to all that a consent URL asks for; the code and the state that come back."""
    redirect = control("/approve", url=url, person=PERSON)["redirect"]
    query = parse_qs(urlsplit(redirect).query)
    return query["code"][0], query.get("state", [None])[0]


def expire():
    """Lets the access token expire."""
    control(f"/people/{PERSON}/expire")


def spend_quota(**settings):
    """From here on no call is left, or with `limit=0` there is no quota again."""
    control("/quota", **{"limit": 1, **settings})


def check(what, is_so):
    print(f"  {'ok  ' if is_so else 'WRONG'}  {what}")
    if not is_so:
        sys.exit(f"{what}: not so")
