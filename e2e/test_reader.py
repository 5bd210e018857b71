"""A reader looks and keeps searches, and is refused all else, by pages and by requests made by hand."""

import re

import pytest
from playwright.sync_api import expect


def test_nothing_is_offered_that_is_not_allowed(walk):
    page = walk("rita")
    page.goto("/entries?disputed=1")
    page.locator(".line .what").first.click()
    expect(page.locator("a.value").first).to_be_visible()
    expect(page.locator("[data-correct]")).to_have_count(0)
    navigation = page.get_by_role("navigation", name="Parts of the record")
    for name in ["Review", "Delivery"]:
        expect(navigation.get_by_role("link", name=name)).to_have_count(0)
    page.get_by_label("Menu and settings").click()
    expect(page.get_by_role("link", name="Log", exact=True)).to_have_count(0)


@pytest.mark.parametrize("address", ["/review", "/delivery", "/schedules", "/recipients", "/staff", "/audit"])
def test_a_page_for_others_says_so(walk, address):
    page = walk("rita")
    answer = page.goto(address)
    assert answer.status == 403
    expect(page.get_by_role("main")).to_contain_text("does not allow")


def test_a_form_made_by_hand_is_refused(walk):
    page = walk("rita")
    page.goto("/account")
    mark = page.locator("[name=mark]").first.get_attribute("value")
    for address, fields in [
        ("/staff", {"do": "role", "name": "rita", "role": "administrator"}),
        ("/review", {"item": "claim:00000000000000000000000000000000", "do": "accept"}),
        ("/delivery", {"series": "mine", "kind": "digest"}),
        ("/recipients", {"do": "add", "name": "me", "address": "mailto:me@example.org", "roles": "board"}),
    ]:
        # with the mark of a form of her own, so that it is the role that refuses
        answer = page.request.post(address, form={"mark": mark, **fields}, max_redirects=0)
        assert answer.status == 403, address


def test_who_leaves_is_out(site, walk):
    page = walk()
    page.goto("/login")
    page.get_by_label("Name").fill("rita")
    page.get_by_label("Password").fill("not her password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_contain_text("do not go together")
    expect(page).to_have_url(re.compile("/login"))
