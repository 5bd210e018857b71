"""An administrator lets somebody in, changes what they may, makes a token, reads the log."""

import re

from playwright.sync_api import expect


def test_somebody_is_let_in_raised_and_shut_out(site, walk):
    site.invite("reader", "nora")
    page = walk("ada")
    page.goto("/staff")
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=re.compile("^nora")))
    row.get_by_label("Role").select_option("analyst")
    row.get_by_role("button", name="Set").click()
    expect(row.get_by_role("cell").first).to_have_text("analyst")
    # what somebody may do has changed: they log in again
    stranger = walk("nora")
    stranger.goto("/")
    expect(stranger).to_have_url(re.compile("/login"))
    row.get_by_role("button", name="Close").click()
    expect(row).to_contain_text("closed")


def test_a_token_lets_a_program_in_until_it_is_revoked(walk):
    page = walk("ada")
    page.goto("/account")
    page.get_by_label("What it is for").fill("nightly copy")
    page.get_by_label("export").check()
    page.get_by_role("button", name="Make a token").click()
    bearer = {"authorization": f"Bearer {page.locator('.secret code').inner_text()}"}
    program = walk()
    assert program.request.get("/api/entries?kind=event", headers=bearer).json()["total"] > 10
    assert program.request.get("/entries.csv", headers=bearer).text().startswith("id,kind,label")
    assert program.request.get("/api/editions", headers=bearer).status == 403
    page.get_by_role("button", name="Revoke").first.click()
    expect(page.get_by_text("revoked")).to_be_visible()
    assert program.request.get("/api/entries", headers=bearer).status == 401


def test_the_log_tells_who_did_what(walk):
    page = walk("ada")
    page.goto("/")
    page.get_by_label("Menu and settings").click()
    page.get_by_role("link", name="Log", exact=True).click()
    table = page.get_by_role("table")
    expect(table).to_contain_text("otto")
    expect(table).to_contain_text("made a link")


def test_a_source_is_restricted_to_a_group_and_opened_again(walk):
    page = walk("ada")
    page.goto("/groups")
    page.get_by_label("Name of the group").fill("inner")
    page.get_by_role("button", name="Make a group").click()
    group = page.get_by_role("region", name="inner")
    group.get_by_label("Publisher or host").fill("Steppe Wire (fictional outlet)")
    group.get_by_role("button", name="Restrict").click()
    group.get_by_label("Name", exact=True).fill("edda")
    group.get_by_role("button", name="Add").click()
    expect(group).to_contain_text("edda")
    outside, inside = walk("rita"), walk("edda")
    for address in ["/sources", "/publications"]:
        outside.goto(address)
        expect(outside.get_by_role("main")).not_to_contain_text("Steppe Wire")
        inside.goto(address)
        expect(inside.get_by_role("main")).to_contain_text("Steppe Wire")
    group.get_by_role("button", name="Dissolve the group").click()
    expect(page.get_by_text("There are no groups")).to_be_visible()
    outside.goto("/sources")
    expect(outside.get_by_role("main")).to_contain_text("Steppe Wire")
