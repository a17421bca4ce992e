"""The web application in a real browser: by keyboard, live, and without losing a word."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.serving import Server, entered
from playwright.sync_api import Browser, Page, expect
from support.project import LAYOUT, project

FILE = "data/tasks/2021/001.yaml"
TASK = (
    "year: 2021\ndocket: 1\ntask: 推进绿化。\nlead: 甲局\nunits: [乙局]\nentries:\n"
    "  Q1: {progress: 一季度开工。}\n"
    "  H1:  # 注\n    progress: |\n      第一句。\n      第二句，，有误。\n"
)
OTHER = "year: 2021\ndocket: 2\ntask: 另一项任务。\nlead: 乙局\n"
PAGES = [
    "/",
    "/tasks",
    "/task/2021/1",
    "/task/2021/2",
    "/units",
    "/problems",
    "/change",
    "/change/task",
    "/change/edit",
    "/change/edit?docket=1",
    "/compare",
    "/publish",
    f"/file?path={FILE}",
    "/nothing",
]
WRITING = "textarea[data-write]"


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(project(tmp_path_factory.mktemp("served"), LAYOUT, t001=TASK, t002=OTHER))
    yield server
    server.stop()


@pytest.fixture
def server(started: Server) -> Server:
    """The one server of this module, its files as they were."""
    (started.folder / FILE).write_text(TASK, encoding="utf-8")
    return started


@pytest.fixture
def folder(server: Server) -> Path:
    return server.folder


def text(folder: Path) -> str:
    return (folder / FILE).read_text(encoding="utf-8")


def opened(page: Page, server: Server, path: str = "/task/2021/1") -> Page:
    mark = "&" if "?" in path else "?"
    page.goto(f"{server.base}{path}{mark}period=2021H1")
    return page


def test_no_page_has_a_barrier(browser: Browser, server: Server) -> None:
    # the templates are the same in both languages; the server stays in English
    for language, colours, paths in (("zh-CN", "active", PAGES[::4]), ("en", "none", PAGES)):
        with entered(browser, server, forced_colors=colours) as context:
            page = context.pages[0]
            if page.locator("html").get_attribute("lang") != language:
                page.locator("button[name=language]").click()
            for path in paths:
                opened(page, server, path)
                violations = Axe().run(page).response["violations"]
                assert [(path, v["id"], v["nodes"][0]["html"]) for v in violations] == []


@pytest.mark.parametrize("width", [320, 640])  # 320 CSS pixels are 1280 at 400 % zoom
def test_nothing_has_to_be_scrolled_sideways(browser: Browser, server: Server, width: int) -> None:
    with entered(browser, server, viewport={"width": width, "height": 256}) as context:
        for path in PAGES:
            page = opened(context.pages[0], server, path)
            wide = page.evaluate(
                "[...document.querySelectorAll('main *')]"
                ".filter(e => e.getBoundingClientRect().right > innerWidth + 1 && e.offsetParent)"
                ".map(e => e.outerHTML.slice(0, 80))"
            )
            assert (path, wide) == (path, [])
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_report_is_written_by_keyboard_alone(
    browser: Browser, server: Server, folder: Path
) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server, "/tasks")
        page.keyboard.press("Tab")
        expect(page.locator(":focus")).to_have_class("skip")
        page.keyboard.press("Enter")
        for _step in range(20):
            page.keyboard.press("Tab")
            if page.locator(":focus").inner_text() == "1":
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/task/2021/1?*")
        for _step in range(40):
            page.keyboard.press("Tab")
            if page.locator(":focus").evaluate("e => e.matches('textarea')"):
                break
        page.keyboard.press("Control+End")
        page.keyboard.type("\n第三句。")
        page.keyboard.press("Control+s")
        expect(page.locator(".notice")).to_have_text("Saved.")
        assert text(folder) == TASK + "      第三句。\n"
        page.keyboard.press("F9")
        page.wait_for_url("**/task/2021/2?*")


def test_a_refusal_is_shown_once(browser: Browser, server: Server) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server)
        page.locator(WRITING).first.fill("甲\u2028乙。")
        expect(page.locator("[data-problem]")).to_be_visible()
        with page.expect_response("**/check"):
            page.keyboard.press("Control+s")
        expect(page.locator("main > .error")).to_contain_text("甲[U+2028]乙。")
        expect(page.locator("[data-problem]")).not_to_be_empty()
        expect(page.locator(".error:visible")).to_have_count(1)


def test_a_cure_is_taken_back_like_typing(browser: Browser, server: Server) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server)
        page.get_by_role("button", name="Change to “，”").click()
        expect(page.locator(WRITING).first).to_have_value("第一句。\n第二句，有误。")
        expect(page.locator("[data-unsaved]")).to_be_visible()
        page.keyboard.press("Control+z")
        expect(page.locator(WRITING).first).to_have_value("第一句。\n第二句，，有误。")


def test_advice_is_heard_and_the_preview_is_not(browser: Browser, server: Server) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server)
        writing = page.locator(WRITING).first
        heard = "'，，' should be one mark; delete the one that does not belong"
        expect(writing).to_have_accessible_description(re.compile(re.escape(heard)))
        expect(page.locator("[data-spoken=text-0][role=status]")).to_have_text(heard)
        writing.fill("建成９家。")
        heard = "'９' is full-width; write 9"
        expect(page.locator("[data-spoken=text-0]")).to_have_text(heard)
        assert page.locator("[data-cell]").evaluate("e => e.closest('[aria-live]')") is None


def test_the_place_is_underlined_and_one_click_cures_it(browser: Browser, server: Server) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server)
        expect(page.locator("[data-marks] mark")).to_have_text("，，")
        page.get_by_role("button", name="Change to “，”").click()
        expect(page.locator(WRITING).first).to_have_value("第一句。\n第二句，有误。")
        expect(page.locator("[data-marks] mark")).to_have_count(0)
        expect(page.locator("[data-cell]")).to_have_text("第一句。第二句，有误。")
        expect(page.locator("[data-changes] del")).not_to_have_count(0)


def test_nothing_is_asked_while_characters_are_being_composed(
    browser: Browser, server: Server
) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server)
        expect(page.locator("[data-marks] mark")).to_have_count(1)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.locator(WRITING).first.focus()
        session = context.new_cdp_session(page)
        for syllable in ("w", "wa", "wan", "wang"):
            session.send(
                "Input.imeSetComposition",
                {"text": syllable, "selectionStart": len(syllable), "selectionEnd": len(syllable)},
            )
            page.wait_for_timeout(200)
        page.wait_for_timeout(500)
        assert [url for url in asked if url.endswith("/check")] == []
        with page.expect_request("**/check"):
            session.send("Input.insertText", {"text": "完工。"})


def test_two_tabs_lose_nothing(browser: Browser, server: Server, folder: Path) -> None:
    with entered(browser, server) as context:
        first = opened(context.pages[0], server)
        second = opened(context.new_page(), server)
        second.locator(WRITING).first.fill("第一句。\n第二句，另改。")
        first.locator(WRITING).first.fill("第一句，先改。\n第二句，，有误。")
        first.locator("[data-save]").click()
        expect(first.locator(".notice")).to_have_text("Saved.")
        expect(second.locator(WRITING).first).to_have_value("第一句。\n第二句，另改。")
        expect(second.locator("[data-changed]")).to_be_visible()
        second.locator("[data-save]").click()
        expect(second.locator(".versions pre")).to_have_count(4)
        assert "先改" in text(folder)
        second.locator("[data-save]").click()
        expect(second.locator(".notice")).to_have_text("Saved.")
        assert "第一句，先改。\n      第二句，另改。\n" in text(folder)


def test_each_of_three_texts_is_a_way_out(browser: Browser, server: Server, folder: Path) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server)
        whole = opened(context.new_page(), server, f"/file?path={FILE}")
        page.locator(WRITING).first.fill("这里改。")
        whole.locator(WRITING).first.fill(TASK.replace("第一句。", "也在这里改。"))
        theirs = TASK.replace("第一句。", "编辑器改。")
        (folder / FILE).write_text(theirs, encoding="utf-8")
        for tab, texts in (
            (page, ("这里改。", "编辑器改。\n第二句，，有误。")),
            (whole, ("也在这里改。", theirs)),
        ):
            tab.locator("[data-save]").click()
            expect(tab.locator(".versions pre")).to_have_count(4)
            for number, text_of_side in enumerate(texts):
                tab.get_by_role("button", name="Use this").nth(number).click()
                expect(tab.locator(WRITING).first).to_have_value(
                    re.compile(re.escape(text_of_side))
                )
        assert text(folder) == theirs


def test_each_page_is_walked_through_by_keyboard(browser: Browser, server: Server) -> None:
    here = "e = document.activeElement, [e.outerHTML.slice(0, 80), e.matches('body, html')]"
    can_be_reached = "a[href]:not([tabindex='-1']), button:enabled, input:enabled, select, textarea"
    with entered(browser, server) as context:
        context.route("**/preview/*", lambda route: route.fulfill(body=""))  # no viewer of PDFs
        for path in PAGES:
            for _walk in range(3):  # once more if the page was drawn anew during the first
                page, reached = opened(context.pages[0], server, path), set[str]()
                for _step in range(200):
                    page.keyboard.press("Tab")
                    element, at_end = page.evaluate(here)
                    reached.add(element)
                    if at_end:
                        break
                elements = page.evaluate(
                    "all => [...document.querySelectorAll(all)].filter(e => e.checkVisibility()"
                    " && e.type != 'hidden' && e.type != 'radio')"
                    ".map(e => e.outerHTML.slice(0, 80))",
                    can_be_reached,
                )
                if reached.issuperset(elements):
                    break
            assert (path, [*{*elements} - reached]) == (path, [])


def test_what_was_typed_survives_a_crash_of_browser_and_server(
    browser: Browser, tmp_path: Path
) -> None:
    folder = project(tmp_path, LAYOUT, t001=TASK)
    server = Server(folder)
    with entered(browser, server) as context:
        page = opened(context.pages[0], server)
        page.locator(WRITING).first.fill("还没有保存。")
        server.stop()
        expect(page.locator("[data-lost]")).to_be_visible()
        expect(page.locator(WRITING).first).to_have_value("还没有保存。")
        assert text(folder) == TASK
        again = Server(folder, "--port", server.base.rpartition(":")[2])
        try:
            page.goto(again.address)
            opened(page, again)
            expect(page.locator(WRITING).first).to_have_value("还没有保存。")
            expect(page.locator("[data-restored]")).to_be_visible()
            page.get_by_role("button", name="Discard it").click()
            expect(page.locator(WRITING).first).to_have_value("第一句。\n第二句，，有误。")
        finally:
            again.stop()


def test_a_change_on_the_disk_shows_at_once_and_spares_what_is_typed(
    browser: Browser, server: Server, folder: Path
) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server)
        typing = opened(context.new_page(), server)
        typing.locator(WRITING).first.fill("正在写。")
        path = folder / FILE
        path.write_text(TASK.replace("第一句", "编辑器改"), encoding="utf-8")
        expect(page.locator(WRITING).first).to_have_value(re.compile("编辑器改"))
        for raw in (TASK.encode("gb18030"), b"year: [\n"):
            path.write_bytes(raw)
            expect(page.locator("main > .error")).to_be_visible()
            opened(page, server, "/problems")
            expect(page.locator(".advice.error").first).to_be_visible()
            path.write_text(TASK, encoding="utf-8")
            expect(page.locator(".advice.error")).to_have_count(0)
            opened(page, server)
        path.rename(path.with_suffix(".old"))
        expect(page.locator("main > .error")).to_be_visible()
        path.with_suffix(".old").rename(path)
        expect(typing.locator("[data-changed]")).to_be_visible()
        expect(typing.locator(WRITING).first).to_have_value("正在写。")


def test_everything_can_be_read_and_saved_without_script(
    browser: Browser, server: Server, folder: Path
) -> None:
    with entered(browser, server, java_script_enabled=False) as context:
        page = opened(context.pages[0], server)
        expect(page.locator(".advice").first).to_contain_text("，，")
        expect(page.locator("[data-cell]")).to_have_text("第一句。第二句，，有误。")
        page.locator(WRITING).first.fill("新的一句。")
        page.locator("[data-save]").click()
        expect(page.locator(".notice")).to_have_text("Saved.")
        assert "新的一句。" in text(folder)


def test_the_line_that_does_not_parse_is_marked(browser: Browser, server: Server) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server, f"/file?path={FILE}")
        page.locator(WRITING).fill(TASK.replace("docket: 1", "docket：1"))
        expect(page.locator("[data-marks] mark.error").first).to_have_text("docket：1")
        expect(page.locator(".advice.error").first).to_contain_text("line 2")


def test_marked_characters_can_be_read(browser: Browser, server: Server) -> None:
    with entered(browser, server) as context:
        context.route("**/preview/*", lambda route: route.fulfill(body=""))  # no viewer of PDFs
        for path in ("/publish", "/problems"):
            page = opened(context.pages[0], server, path)
            marks = page.locator(".excerpt mark")
            expect(marks).not_to_have_count(0)
            colours = marks.evaluate_all("all => all.map(e => getComputedStyle(e).color)")
            assert "rgba(0, 0, 0, 0)" not in colours, path


def test_the_page_is_previewed_as_it_is_written(browser: Browser, server: Server) -> None:
    with entered(browser, server) as context:
        page = opened(context.pages[0], server)
        page.locator("[data-preview-box] summary").click()
        page.locator(WRITING).first.fill("预览这一句。")
        frame = page.frame_locator("iframe[data-preview]")
        expect(frame.get_by_text("预览这一句。")).to_be_visible()
