"""An analyst finds an event, sees that sources differ, corrects a value, takes it back, keeps a search."""

import re

from playwright.sync_api import expect

from conftest import PASSWORD


def test_a_session_is_found_corrected_and_restored(walk):
    page = walk()
    page.goto("/entries?kind=event")
    expect(page).to_have_url(re.compile("/login"))
    page.get_by_label("Name").fill("otto")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page).to_have_url(re.compile("kind=event"))

    # results come while one types
    page.goto("/search")
    page.get_by_role("searchbox").press_sequentially("session Astana 2024")
    expect(page.get_by_text(re.compile(r"^\d+ results?$"))).to_be_visible()
    expect(page.locator(".hit").first).to_contain_text("Astana")

    # a value opens the passages that it rests on, beside it; which events of the month there are is for the rules
    page.goto("/entries?kind=event&place=at:1526273&from=2024-11&to=2024-11")
    page.locator(".line .what").first.click()
    before = page.locator(".facts").inner_text()
    dates = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile("^date", re.I)))
    value = dates.locator("a.value").first
    told = value.locator("span").first.inner_text()
    value.click()
    expect(value).to_have_attribute("aria-current", "true")
    expect(page.locator("#passages h2")).to_contain_text(told)
    expect(page.locator("#passages .passage mark").first).to_be_visible()

    # what is corrected stands in the analyst's name, and what was is restored
    dates.locator("[data-correct]").first.click()
    page.get_by_label("Should be").fill("2024-11-05")
    page.get_by_role("button", name="Save").click()
    corrected = page.locator("a.value", has_text="5 November 2024")
    expect(corrected).to_be_visible()
    # one correction of what several publications say is taken back as one
    decision = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Take back")).first
    expect(decision).to_contain_text(f"{told} → 5 November 2024")
    decision.get_by_role("button", name="Take back").click()
    expect(corrected).to_have_count(0)
    assert page.locator(".facts").inner_text() == before


def test_sources_differ_and_both_say_it_in_their_own_words(walk):
    page = walk("otto")
    page.goto("/")
    page.get_by_role("link", name="Where sources differ").click()
    page.locator(".line .what").first.click()
    disputed = page.locator("tr.disputed")
    expect(disputed.locator("th")).to_contain_text("sources differ")
    values = disputed.locator("a.value")
    said = set()
    for number in range(values.count()):
        values.nth(number).click()
        expect(values.nth(number)).to_have_attribute("aria-current", "true")
        said.add(page.locator("#passages .passage blockquote").first.inner_text())
    assert len(said) == values.count() >= 2, said


def test_a_search_is_kept_and_found_again(walk):
    page = walk("otto")
    page.goto("/search?q=exercise")
    page.get_by_role("button", name="Keep this search").click()
    page.goto("/account")
    page.get_by_role("link", name=re.compile("exercise")).click()
    expect(page.get_by_role("searchbox")).to_have_value("exercise")


def test_the_desk_is_worked_by_keys_alone(walk):
    page = walk("otto")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("g")
    page.keyboard.press("r")
    expect(page).to_have_url(re.compile("/review"))
    question = page.locator(".question h2")
    left = page.locator(".head .soft").first.inner_text()
    page.keyboard.press("a")
    expect(page.get_by_role("button", name=re.compile("^Undo"))).to_be_visible()
    expect(page.locator(".head .soft").first).not_to_have_text(left)
    page.keyboard.press("u")
    expect(page.locator(".head .soft").first).to_have_text(left)
    expect(question).to_be_visible()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("peacekeeping")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=peacekeeping")
    page.keyboard.press("j")
    expect(page.locator("[data-row]").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/(entries|publications)/"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
