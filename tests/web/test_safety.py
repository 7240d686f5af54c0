"""Safety in the browser: who is in charge, rules to be read, alerts, the review of rights, who leaves."""

from datetime import date

import pytest

from portal.office import alerts, devices, directing, duties, events, leaving, safety_rules, seals
from portal.office.alerts import Alert
from portal.office.duties import Duty
from portal.office.events import Event
from portal.office.leaving import Leaving
from portal.office.people import Person
from portal.office.rights_reviews import RightsReview
from portal.office.safety_rules import SafetyRules
from tests.office_fixtures import NOW, TODAY, Staff, drafted, entered
from tests.web.conftest import Browser

BAR = "chưa ghi đã đọc"


@pytest.fixture
def admin(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.admin)


@pytest.fixture
def safety(browser: Browser, people: Staff) -> Browser:
    return browser.as_person(people.safety)


@pytest.mark.slow
def test_who_is_in_charge_is_named_and_seen_by_everyone(admin: Browser, browser: Browser, people: Staff) -> None:
    assert "Chưa ghi" in admin.get("/safety").text
    said = {"head-person": str(people.leader.id), "head-decision": "05/NQ-HĐND", "head-decided_on": "1/7/2026"}
    admin.post("/safety/duties/head", said)
    assert Duty.current("head").decided_on == date(2026, 7, 1)
    page = browser.as_person(people.officer).get("/safety").text
    assert "Trần Văn Chủ" in page
    assert "05/NQ-HĐND" in page
    assert "<form" not in page.split("<main")[1].split("</main")[0]


@pytest.mark.slow
def test_a_naming_that_cannot_be_is_refused_beside_its_field(admin: Browser, people: Staff) -> None:
    leader = {"head-person": str(people.leader.id)}
    wrong_days = [{**leader, "head-decided_on": day} for day in ("x", "31/12/2026")]
    for data in ({}, {"head-person": str(people.clerk.id)}, *wrong_days):
        assert "field-error" in admin.post("/safety/duties/head", data, status=422).text
    assert Duty.select().count() == 0


@pytest.mark.slow
def test_the_bar_asks_for_the_rules_until_they_are_read(browser: Browser, safety: Browser, people: Staff) -> None:
    clerk = browser.as_person(people.clerk)
    assert BAR not in clerk.get("/").text
    safety.post("/safety/rules/text", {"text": "Điều 1. <b>Một</b>\nĐiều 2. Hai"})
    rules = SafetyRules.current()
    assert BAR in clerk.get("/").text
    page = clerk.get("/safety/rules").text
    assert "&lt;b&gt;Một" in page
    assert BAR not in page
    clerk.post(f"/safety/rules/{rules.id}/acknowledgement")
    assert BAR not in clerk.get("/").text
    assert "Nguyễn Thị Văn Thư" in safety.get("/safety/rules/readers").text
    safety.post("/safety/rules/text", {"text": "Điều 1. Khác"})
    assert BAR in clerk.get("/").text
    clerk.post(f"/safety/rules/{rules.id}/acknowledgement", status=409)


@pytest.mark.slow
def test_old_versions_stay_readable_and_nothing_wrong_is_published(safety: Browser, people: Staff) -> None:
    safety.get("/safety/rules/readers", status=404)
    for text in ("Điều 1.", "Điều 2."):
        safety.post("/safety/rules/text", {"text": text})
    old = SafetyRules.select().order_by(SafetyRules.id).first()
    assert "đã được thay" in safety.get(f"/safety/rules/{old.id}").text
    safety.get("/safety/rules/99", status=404)
    for text in ("", "Điều 2."):
        assert "field-error" in safety.post("/safety/rules/text", {"text": text}, status=422).text
    assert SafetyRules.select().count() == 2


@pytest.mark.slow
def test_alerts_are_looked_at_by_the_safety_officer_alone(safety: Browser, admin: Browser, people: Staff) -> None:
    alerts.take_events(at=NOW)
    for _ in range(5):
        events.record("sign_in_failed", at=NOW, outcome="refused")
    alerts.take_events(at=NOW)
    alert = Alert.get()
    assert "1 cảnh báo chờ xem xét" in safety.get("/").text
    assert "Đã xem xét" not in admin.get("/safety/alerts").text.split("<tbody")[1]
    admin.post(f"/safety/alerts/{alert.id}/review", {f"a{alert.id}-note": "x"}, status=403)
    assert "Nhiều lần đăng nhập không được" in safety.get("/safety/alerts").text
    assert "field-error" in safety.post(f"/safety/alerts/{alert.id}/review", {}, status=422).text
    safety.post(f"/safety/alerts/{alert.id}/review", {f"a{alert.id}-note": "Quên mật khẩu"})
    assert "Quên mật khẩu" in safety.get("/safety/alerts").text
    assert "chờ xem xét" not in safety.get("/").text
    safety.post("/safety/alerts/99/review", {"a99-note": "x"}, status=404)


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "magic"), [("pdf", b"%PDF"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_the_review_of_rights_is_printed(safety: Browser, people: Staff, kind: str, magic: bytes) -> None:
    safety.get("/safety/rights")
    answer = safety.post(f"/safety/rights/files/{kind}", status=200)
    assert answer.data.startswith(magic)
    assert Event.newest("list_printed").data == {"list": "rights", "rows": 8, "kind": kind}


@pytest.mark.slow
def test_the_review_of_rights_is_signed_off(safety: Browser, people: Staff) -> None:
    page = safety.get("/safety/rights").text
    assert "Chưa rà soát lần nào" in page
    assert all(person.name in page for person in people.everyone)
    safety.post("/safety/rights/reviews", {"note": "Đủ"})
    assert RightsReview.newest().by == people.safety
    assert "8 tài khoản" in safety.get("/safety/rights").text


@pytest.mark.slow
def test_who_leaves_is_out_at_once_and_the_work_is_named(admin: Browser, browser: Browser, people: Staff) -> None:
    letter = entered(people)
    directing.direct(letter, "Xử lý", people.officer, by=people.leader, at=NOW)
    theirs, leader = browser.as_person(people.officer), browser.as_person(people.leader)
    home = f"/safety/leavers/{people.officer.id}"
    assert home in admin.get(f"/admin/people/{people.officer.id}").text
    page = admin.get(home).text
    assert "Việc sẽ làm" in page
    assert letter.subject not in page
    assert "field-error" in admin.post(home, {"left_on": "23/11/2026", "reason": ""}, status=422).text
    admin.post(home, {"left_on": "23/11/2026", "reason": "Chuyển công tác"})
    assert theirs.http.get("/").headers["Location"] == "/sign-in"
    assert "1 việc của người đã rời cơ quan" in leader.get("/").text
    assert f'/documents/{letter.id}"' in leader.get(home).text
    assert f'/documents/{letter.id}"' not in admin.get(home).text
    assert "1 việc" in leader.get("/safety/leavers").text


@pytest.mark.slow
def test_what_comes_back_is_noted_by_the_administrator(admin: Browser, browser: Browser, people: Staff) -> None:
    drafted(people)
    home = f"/safety/leavers/{people.officer.id}"
    admin.post(f"{home}/token", status=404)
    admin.post(home, {"left_on": "20/11/2026", "reason": "Nghỉ hưu"})
    page = admin.get(home).text
    assert "30/11/2026" in page  # five working days after Friday 20, the 24th being a holiday
    assert "đang soạn" in page
    admin.post(f"{home}/token", {"token-note": "số 123"})
    assert "số 123" in admin.get(home).text
    assert "Còn 2 mục" in admin.get("/safety/leavers").text
    browser.as_person(people.leader).post(f"{home}/papers", status=403)
    assert Leaving.get().settled.keys() == {"token"}


@pytest.mark.slow
def test_what_cannot_be_ended_is_said_on_the_page(admin: Browser, people: Staff) -> None:
    page = admin.post(
        f"/safety/leavers/{people.admin.id}", {"left_on": "23/11/2026", "reason": "Nghỉ"}, status=422
    ).text
    assert "không tự làm thủ tục" in page
    admin.get("/safety/leavers/99", status=404)


@pytest.mark.slow
def test_seals_are_shown_to_be_copied_out(safety: Browser, people: Staff) -> None:
    assert "Chưa niêm phong lần nào" in safety.get("/safety/seals").text
    entered(people)
    seal = seals.make(seals.DAY, TODAY, at=NOW)
    page = safety.get("/safety/seals").text
    assert seal.hash[:8] in page
    assert "văn bản đến 2026: 1" in page


@pytest.mark.slow
def test_pages_of_safety_open_to_those_who_may(browser: Browser, people: Staff) -> None:
    safety_rules.publish("Điều 1.", by=people.safety, at=NOW)
    devices.start_pairing(people.leader, at=NOW)
    duties.name("safety_officer", people.safety, by=people.admin, at=NOW)
    leaving.leave(people.stranger, "Nghỉ", left_on=TODAY, by=people.admin, at=NOW)
    closed = {
        "/safety/alerts": {"admin", "safety"}, "/safety/rights": {"admin", "safety"},
        "/safety/seals": {"admin", "safety"}, "/safety/rules/readers": {"admin", "safety"},
        "/safety/leavers": {"admin", "leader"}, "/safety": {"admin", "safety", "leader", "clerk", "officer"},
    }
    for path, may in closed.items():
        for who in ("admin", "safety", "leader", "clerk", "officer"):
            browser.as_person(getattr(people, who)).get(path, status=200 if who in may else 403)
    assert Person.get_by_id(people.stranger.id).is_active is False
