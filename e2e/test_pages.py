"""Every page, light and dark, wide and on a phone: nothing that keeps somebody from using it, nothing that has to
be scrolled sideways. With SHOTS set, a picture of each for whoever wants to look."""

import os
import pathlib
import re

import pytest
from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
# what other colours can change
OF_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
GRAVE = {"serious", "critical"}

# who looks, and at what; the first link that matches is followed where there is one
PAGES = [
    (None, "/login"),
    ("rita", "/"),
    ("rita", "/entries?kind=event"),
    ("rita", "/entries?disputed=1", ".line .what"),
    ("rita", "/calendar?month=2024-11"),
    ("rita", "/calendar?year=2024"),
    ("rita", "/map"),
    ("rita", "/people"),
    ("rita", "/figures"),
    ("rita", "/publications"),
    ("rita", "/publications", ".line .what"),
    ("rita", "/sources"),
    ("rita", "/search"),
    ("rita", "/search?q=exercise"),
    ("rita", "/reports"),
    ("rita", "/nothing"),
    ("otto", "/review"),
    ("otto", "/review?only=claim"),
    ("otto", "/review/waiting"),
    ("otto", "/entries?disputed=1", ".line .what", "[data-correct]"),
    ("ada", "/delivery"),
    ("ada", "/delivery", "td + th a, th a"),
    ("ada", "/delivery", "td + th a, th a", "a[href$='/edit']"),
    ("ada", "/schedules"),
    ("ada", "/recipients"),
    ("ada", "/account"),
    ("ada", "/staff"),
    ("ada", "/groups"),
    ("ada", "/audit"),
]


@pytest.fixture(scope="module", autouse=True)
def edition(site):
    """Something for the pages of delivery to show."""
    page = site.page("ada")
    page.goto("/delivery")
    page.get_by_label("Name", exact=True).fill("looked-at")
    page.get_by_label("From").fill("2024-11-01")
    page.get_by_label("To", exact=True).fill("2024-11-30")
    page.get_by_label("Send nothing until").check()
    page.get_by_role("button", name="Build").click()
    page.wait_for_url(re.compile(r"/delivery/\d+$"))
    page.context.close()


def name_of(address, links):
    name = re.sub(r"\W+", "-", address).strip("-") or "today"
    return "-".join([name, *(["opened"] * len(links))])


def findings(page, colours):
    options = {} if colours == "light" else OF_COLOURS
    found = AXE.run(page, options={"resultTypes": ["violations"], **options}).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {node['html'][:200]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:3]
    ]


@pytest.mark.parametrize("who, address, links", [(who, address, links) for who, address, *links in PAGES])
def test_anybody_can_use_it_on_any_screen(walk, who, address, links):
    page = walk(who)
    page.goto(address)
    for link in links:
        page.goto(page.locator(link).first.get_attribute("href"))
    wrong = []
    for width in [1280, 390]:
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        for colours in ["light", "dark"]:
            page.emulate_media(color_scheme=colours)
            wrong += [f"{width} px, {colours}: {finding}" for finding in findings(page, colours)]
            if "SHOTS" in os.environ:
                shot = f"{name_of(address, links)}-{width}-{colours}.png"
                page.screenshot(path=pathlib.Path(os.environ["SHOTS"]) / shot, full_page=True)
        beyond = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if beyond > 0:
            wrong.append(f"{width} px: {beyond} px stand beyond the edge")
    assert not wrong, "\n".join(wrong)
