"""The pages of the sandbox in headless Chromium: looked at, and the authorization-code flow clicked through.

Writes a picture of each page into the folder that is the third argument. Nothing may leave the sandbox: every request of
the browser is looked at.
"""

import base64
import hashlib
import json
import os
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import Request, urlopen

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from consent import API, CLIENT_ID, PERSON, SECRET, check

PICTURES = Path(sys.argv[3])
# The redirect URI that the default applications have registered.
LISTENS = ("localhost", 3000)
VERIFIER = base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
# Of Chromium itself: pages and pictures that it makes, and not asks for.
OWN = ("data", "chrome", "about", "blob")


class Callback(BaseHTTPRequestHandler):
    """The application to which the browser is sent back."""

    came_back = []

    def do_GET(self):
        url = urlsplit(self.path)
        if url.path == "/callback":
            self.came_back.append({name: values[0] for name, values in parse_qs(url.query).items()})
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"back at the application")

    def log_message(self, *_):
        pass


def browser(with_scripts=True):
    options = webdriver.ChromeOptions()
    for flag in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--window-size=1100,900",
        f"--user-data-dir={tempfile.mkdtemp()}",
    ):
        options.add_argument(flag)
    if not with_scripts:
        options.add_experimental_option("prefs", {"profile.managed_default_content_settings.javascript": 2})
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))


def picture(page, name, whole=False):
    height = page.execute_script("return document.documentElement.scrollHeight") if whole else 900
    page.set_window_size(1100, min(max(height, 900), 16_000))
    page.save_screenshot(PICTURES / f"{name}.png")
    page.set_window_size(1100, 900)


def requests(page):
    """The URLs that the browser has asked for since the last look."""
    for entry in page.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]


def check_network(page):
    here = {urlsplit(API).netloc, f"{LISTENS[0]}:{LISTENS[1]}"}
    urls = [url for url in map(urlsplit, requests(page)) if url.scheme not in OWN]
    elsewhere = [url.geturl() for url in urls if url.netloc not in here]
    check(f"{len(urls)} requests, none of them elsewhere {elsewhere}", urls and not elsewhere)
    complaints = [entry["message"] for entry in page.get_log("browser") if "favicon" not in entry["message"]]
    check(f"the browser complains of nothing {complaints}", not complaints)


def consent_url(**changes):
    query = {
        "client_id": CLIENT_ID,
        "response_type": "code",
        "scope": "activity heartrate profile sleep",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        "state": "as it was",
        **changes,
    }
    return f"{API}/oauth2/authorize?{urlencode(query)}"


def decide(page, name, decision):
    page.get(consent_url())
    page.find_element(By.CSS_SELECTOR, f"input[value={PERSON}]").click()
    page.find_element(By.CSS_SELECTOR, "input[name=scope][value=heartrate]").click()
    picture(page, name)
    page.find_element(By.CSS_SELECTOR, f"button[value={decision}]").click()
    WebDriverWait(page, 10).until(lambda _: Callback.came_back)
    back = Callback.came_back.pop()
    check(f"{name}: the state comes back", back.get("state") == "as it was")
    return back


def exchange(code):
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": VERIFIER}
    basic = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()
    request = Request(f"{API}/oauth2/token", urlencode(form).encode(), {"Authorization": f"Basic {basic}"})
    with urlopen(request) as answer:
        return json.load(answer)


def status(path, token):
    try:
        with urlopen(Request(API + path, headers={"Authorization": f"Bearer {token}"})) as answer:
            return answer.status
    except HTTPError as refusal:
        return refusal.code


def main():
    PICTURES.mkdir(parents=True, exist_ok=True)
    server = HTTPServer(LISTENS, Callback)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    page = browser()
    page.get(API + "/")
    check("the first page lists people", PERSON in page.page_source)
    picture(page, "home", whole=True)
    page.find_element(By.LINK_TEXT, "Documentation of the API").click()
    wait = WebDriverWait(page, 60)
    with urlopen(API + "/openapi.json") as answer:
        paths = json.load(answer)["paths"]
    operations = sum("operationId" in operation for item in paths.values() for operation in item.values())
    wait.until(lambda page: len(page.find_elements(By.CSS_SELECTOR, ".opblock")) == operations)
    check(f"the documentation shows all {operations} operations", True)
    check("it found no error", not page.find_elements(By.CSS_SELECTOR, ".errors-wrapper"))
    picture(page, "docs")
    page.find_element(By.CSS_SELECTOR, "[id$=get_badges] button.opblock-summary-control").click()
    wait.until(lambda page: page.find_elements(By.CSS_SELECTOR, ".opblock.is-open .responses-table"))
    page.execute_script("document.querySelector('.opblock.is-open').scrollIntoView()")
    picture(page, "docs-operation")
    check_network(page)

    back = decide(page, "consent", "approve")
    tokens = exchange(back["code"])
    check("the scope that was unticked is not granted", tokens["scope"] == "activity profile sleep")
    check("the token reads", status("/1/user/-/badges.json", tokens["access_token"]) == 200)
    series = "/1/user/-/activities/heart/date/today/7d.json"
    check("but not what was unticked", status(series, tokens["access_token"]) == 403)
    back = decide(page, "deny", "deny")
    check("a denial says so", back["error"] == "access_denied" and "code" not in back)
    page.get(consent_url(client_id="NOBODY"))
    check("an unknown application is told to the person", "unauthorized_client" in page.page_source)
    picture(page, "error")
    page.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    page.get(consent_url())
    picture(page, "consent-dark", whole=True)
    page.get(API + "/")
    picture(page, "home-dark", whole=True)
    page.quit()

    plain = browser(with_scripts=False)
    back = decide(plain, "consent-without-scripts", "approve")
    check("consent needs no JavaScript", exchange(back["code"])["user_id"] == PERSON)
    check_network(plain)
    plain.quit()


main()
