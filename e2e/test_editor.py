"""An editor builds an edition that waits, edits it, lets it go; and draws a report."""

import re

from playwright.sync_api import expect


def test_an_edition_is_edited_held_and_let_go(walk):
    page = walk("edda")
    page.goto("/delivery")
    page.get_by_label("Name", exact=True).fill("morning")
    page.locator("select[name=kind]").select_option("digest")
    page.get_by_label("From").fill("2024-11-01")
    page.get_by_label("To", exact=True).fill("2024-11-30")
    page.get_by_label("Send nothing until").check()
    page.get_by_role("button", name="Build").click()
    expect(page).to_have_url(re.compile(r"/delivery/\d+$"))
    expect(page.get_by_text("waits for an editor")).to_be_visible()

    page.get_by_role("link", name="Edit", exact=True).click()
    line = page.locator(".edit-line").filter(has=page.get_by_role("button", name="Leave out")).nth(2)
    told = line.locator(".edit-words").inner_text()
    line.get_by_role("button", name="Leave out").click()
    page.get_by_text("Write a foreword").click()
    page.get_by_label("Your words").first.fill("A month <b>in</b> short.")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("A month <b>in</b> short.")).to_be_visible()
    expect(page.locator(".editor-bar")).to_contain_text("2 changes by editors")

    shown = walk("edda")
    shown.goto(page.url.replace("/edit", "/page").split("#")[0])
    expect(shown.get_by_text("A month <b>in</b> short.")).to_be_visible()
    assert told not in shown.locator("body").inner_text()

    page.get_by_role("link", name="Done: to the edition").click()
    page.get_by_role("button", name=re.compile("^Let it go")).click()
    expect(page.get_by_text("waits for an editor")).to_have_count(0)
    expect(page.get_by_role("main")).to_contain_text("edda")


def test_a_report_is_looked_at_and_kept(walk):
    page = walk("edda")
    page.goto("/reports")
    page.locator("[name=kind][value=digest]").check()
    page.get_by_label("To", exact=True).fill("2024-11-28")
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Preview").click()
    report = opened.value
    expect(report.get_by_role("heading", level=1)).to_be_visible()
    page.locator("[name=format]").select_option("md")
    with page.expect_download() as kept:
        page.locator("[name=keep]").click()
    assert kept.value.suggested_filename.endswith(".md")
