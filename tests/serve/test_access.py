"""Who may ask: only the browser that has the token, from our own pages."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from support.project import GOOD, project
from support.serving import PORT, Visitor, contents

from progress_report.serve.access import ENTRANCE, MAX_BODY_BYTES
from progress_report.serve.application import PAGES
from progress_report.serve.visit import Action

FORBIDDEN = 403
OWN = f"http://127.0.0.1:{PORT}"
PATHS = sorted(
    {entry.path.replace("{year:int}", "2021").replace("{docket}", "1") for entry in PAGES}
)
ACTIONS = [entry for entry in PAGES if isinstance(entry, Action)]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A project that must be the same afterwards."""
    project(tmp_path, t001=GOOD)
    before = contents(tmp_path)
    yield tmp_path
    assert contents(tmp_path) == before


def test_the_token_is_exchanged_for_a_cookie_that_scripts_and_other_sites_do_not_get(
    folder: Path,
) -> None:
    visitor = Visitor(folder, enter=False)
    assert len(bytes.fromhex(visitor.access.token)) * 8 == 128
    answer = visitor.request(
        "GET", ENTRANCE, params={"token": visitor.access.token}, follow_redirects=False
    )
    assert answer.headers["location"] == "/"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert visitor.access.token not in cookie
    assert visitor.get("/").status_code == 200


@pytest.mark.parametrize("path", [*PATHS, "/nothing", "/data/report.yaml"])
def test_without_the_cookie_no_path_answers(folder: Path, path: str) -> None:
    visitor = Visitor(folder, enter=False)
    assert visitor.get(path).status_code == FORBIDDEN
    assert visitor.post(path).status_code == FORBIDDEN
    visitor.cookies.set(visitor.access.cookie, "0" * 32)
    assert visitor.get(path).status_code == FORBIDDEN
    assert visitor.get(path, token=visitor.access.token).status_code == FORBIDDEN


@pytest.mark.parametrize("token", ["", "0" * 32, "é"])
def test_a_wrong_token_is_no_way_in(folder: Path, token: str) -> None:
    visitor = Visitor(folder, enter=False)
    answer = visitor.get(ENTRANCE, token=token)
    assert answer.status_code == FORBIDDEN
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "host", ["evil.example", f"evil.example:{PORT}", "127.0.0.1", f"localhost:{PORT}", ""]
)
def test_a_name_that_was_made_to_lead_here_is_refused(folder: Path, host: str) -> None:
    visitor = Visitor(folder)
    cookie = f"{visitor.access.cookie}={visitor.access.session}"
    for path in (*PATHS, ENTRANCE):
        answer = visitor.request(
            "GET",
            path,
            params={"token": visitor.access.token},
            headers={"host": host, "cookie": cookie},
        )
        assert answer.status_code == FORBIDDEN


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.path)
def test_a_form_of_another_site_is_refused(folder: Path, action: Action) -> None:
    path = action.path.replace("{year:int}", "2021").replace("{docket}", "1")
    visitor = Visitor(folder)
    for name, value in (
        ("origin", "http://evil.example"),
        ("origin", "null"),
        ("origin", f"https://127.0.0.1:{PORT}"),
        ("origin", f"http://127.0.0.1:{PORT + 1}"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", "none"),
        ("x-csrf-token", "0" * 32),
    ):
        assert visitor.forge(path, {name: value}).status_code == FORBIDDEN, value


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.path)
def test_a_form_without_its_number_or_origin_is_refused(folder: Path, action: Action) -> None:
    path = action.path.replace("{year:int}", "2021").replace("{docket}", "1")
    visitor = Visitor(folder)
    assert visitor.post(path, csrf="").status_code == FORBIDDEN
    assert visitor.request("POST", path, data={"csrf": visitor.access.form_token}).status_code == (
        FORBIDDEN
    )


def test_reading_from_another_site_is_refused(folder: Path) -> None:
    visitor = Visitor(folder)
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.example"},
    ):
        assert visitor.request("GET", "/tasks", headers=headers).status_code == FORBIDDEN


@pytest.mark.parametrize(
    "path", ["/../data/report.yaml", "/%2e%2e/data/report.yaml", "/task/2021/..%2f..%2freport"]
)
def test_no_path_leads_to_a_file(folder: Path, path: str) -> None:
    answer = Visitor(folder).get(path)
    assert answer.status_code == 404
    assert "value: number" not in answer.text


def test_a_body_of_100_megabytes_is_refused(folder: Path) -> None:
    visitor = Visitor(folder)
    chunk = b"0" * 1_000_000
    seen = []

    async def body() -> AsyncIterator[bytes]:
        for number in range(100):
            seen.append(number)
            yield chunk

    headers = {
        "origin": OWN,
        "x-csrf-token": visitor.access.form_token,
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = visitor.request("POST", "/language", content=body(), headers=headers)
    assert answer.status_code in (400, 413)
    named = {**headers, "content-length": str(100 * len(chunk))}
    answer = visitor.request("POST", "/language", content=b"csrf=1", headers=named)
    assert answer.status_code == 413
    assert len(chunk) * 100 > MAX_BODY_BYTES


def test_every_answer_forbids_frames_foreign_scripts_and_sniffing(folder: Path) -> None:
    visitor = Visitor(folder)
    answers = [visitor.get(path) for path in ("/", "/tasks", "/nothing")]
    answers.append(Visitor(folder, enter=False).get("/"))
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["cache-control"] == "no-store"
    policies = {answer.headers["content-security-policy"] for answer in answers}
    assert len(policies) == len(answers), "each answer has a nonce of its own"


def test_no_page_has_a_style_or_script_outside_the_policy(folder: Path) -> None:
    visitor = Visitor(folder)
    for path in ("/", "/tasks", "/nothing"):
        html = visitor.get(path).text
        assert html.count("<script nonce=") == html.count("<script") == 1
        assert html.count("<style nonce=") == html.count("<style") == 1
        assert " style=" not in html
        assert " onclick=" not in html


def test_read_only_refuses_every_action_that_writes(folder: Path) -> None:
    visitor = Visitor(folder, read_only=True)
    for action in ACTIONS:
        path = action.path.replace("{year:int}", "2021").replace("{docket}", "1")
        if action.writes:
            assert visitor.post(path).status_code == FORBIDDEN
    assert "Read only" in visitor.get("/").text


def test_no_action_answers_to_reading(folder: Path) -> None:
    visitor = Visitor(folder)
    read = {entry.path for entry in PAGES if not isinstance(entry, Action)}
    for action in ACTIONS:
        path = action.path.replace("{year:int}", "2021").replace("{docket}", "1")
        if action.path not in read:
            assert visitor.get(path).status_code == 405


def test_the_language_is_chosen_and_leads_to_no_other_site(folder: Path) -> None:
    visitor = Visitor(folder)
    answer = visitor.post("/language", language="zh", back="/tasks")
    try:
        assert answer.url.path == "/tasks"
        assert 'lang="zh-CN"' in answer.text
    finally:
        answer = visitor.post("/language", language="en", back="//evil.example/")
    assert str(answer.url).startswith(OWN)
    assert 'lang="en"' in answer.text
