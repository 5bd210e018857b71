"""The record of the demo, served to a browser: what every walk starts from.

`cargo xtask test` builds the program, installs what stands in requirements.txt and runs this folder with

    RAPPORTEUR   the program
    CHROMIUM     the browser
    SHOTS        a folder for pictures of every page; none are taken without it
"""

import os
import re
import subprocess

import pytest
from playwright.sync_api import expect, sync_playwright

PASSWORD = "a quiet river"
# a machine that does other things meanwhile is slow, and no walk is about speed
PATIENCE = 30_000


class Site:
    """A running desk, and the browser that looks at it."""

    def __init__(self, browser, address, first_link):
        self.browser, self.address, self.first_link = browser, address, first_link
        self.logins, self.contexts = {}, []

    def page(self, name=None, width=1280, **options):
        """A page of somebody's own browser; of a stranger's without a name."""
        context = self.browser.new_context(
            base_url=self.address,
            locale="en-GB",
            viewport={"width": width, "height": 900},
            storage_state=self.logins.get(name),
            **options,
        )
        context.set_default_timeout(PATIENCE)
        self.contexts.append(context)
        page = context.new_page()
        page.problems = []
        # a refusal is an answer; an error in a script or a style that the policy stops is not
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "console",
            lambda line: line.type == "error"
            and "status of 4" not in line.text
            and page.problems.append(line.text),
        )
        return page

    def join(self, link, name):
        """Follows a link that lets somebody in, and remembers the login."""
        page = self.page()
        page.goto(link)
        page.get_by_label("Name", exact=True).fill(name)
        page.get_by_label("Password, ten characters").fill(PASSWORD)
        page.get_by_label("The password again").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Today")).to_be_visible()
        self.logins[name] = page.context.storage_state()

    def invite(self, role, name):
        """Has the administrator let somebody in."""
        page = self.page("ada")
        page.goto("/staff")
        page.get_by_label("Let somebody in as").select_option(role)
        page.get_by_role("button", name="Make a link").click()
        self.join(page.locator(".secret code").inner_text(), name)


@pytest.fixture(scope="session")
def program():
    return os.environ["RAPPORTEUR"]


@pytest.fixture(scope="session")
def record(program, tmp_path_factory):
    folder = tmp_path_factory.mktemp("record")
    subprocess.run([program, "demo", "--data", folder], check=True, stdout=subprocess.DEVNULL)
    return folder


@pytest.fixture(scope="session")
def site(program, record):
    command = [program, "serve", "--data", record, "--listen", "127.0.0.1:0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        address = re.search(r"http://\S+", server.stdout.readline()).group()
        first_link = re.search(r"http://\S+", server.stdout.readline()).group()
        with sync_playwright() as playwright:
            # whoever builds in a container is root there, and root has no sandbox
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=arguments)
            site = Site(browser, address, first_link)
            site.join(first_link, "ada")
            for role, name in [("reader", "rita"), ("analyst", "otto"), ("editor", "edda")]:
                site.invite(role, name)
            yield site
            browser.close()
    finally:
        server.terminate()
        server.wait()


@pytest.fixture
def walk(site):
    """Opens pages for one walk, and looks afterwards that no script of theirs failed."""
    pages = []

    def open_for(name=None, **options):
        pages.append(site.page(name, **options))
        return pages[-1]

    yield open_for
    for page in pages:
        assert page.problems == []
        page.context.close()
