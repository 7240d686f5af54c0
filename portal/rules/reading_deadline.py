"""The day by which a letter asks for an answer: "gửi về Sở Nội vụ trước ngày 25/6/2026"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from portal.rules import days

_DAY = (
    r"(?P<day>\d{1,2})(?:\s?(?P<sign>[/.-])\s?(?P<month>\d{1,2})(?:\s?(?P=sign)\s?(?P<year>20\d\d))?"
    r"|\s+tháng\s+(?P<month_in_words>\d{1,2})(?:\s*,?\s+năm\s+(?P<year_in_words>20\d\d))?)(?![\d/])"
)
_HOUR = r"(?:\d{1,2}\s?(?:giờ|[hg:])\s?(?:\d{1,2})?\s?(?:phút|['’p])?\s*,?\s*)?"
_WEEKDAY = r"(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy)\s*,?\s*|chủ\s+nhật\s*,?\s*)?"
_BY = (
    r"(?:trước|chậm\s+nhất|muộn\s+nhất|không\s+(?:muộn|chậm|quá|trễ)\s*(?:hơn)?|(?:đến\s+)?hết|hạn\s+(?:cuối|chót|là)"
    r"|thời\s+hạn[^.;]{0,60}?(?::|là|đến)|hạn\s+(?:gửi|nộp|trả\s+lời|báo\s+cáo)[^.;]{0,40}?(?::|là|đến)|trong)"
)
_DEADLINE = re.compile(
    rf"(?<!\w){_BY}\s+(?:(?:cùng|là|vào|đến|thời\s+điểm)\s*:?\s+){{0,2}}{_HOUR}{_WEEKDAY}(?:(?:hết\s+)?ngày\s+)?"
    rf"{_WEEKDAY}{_DAY}",
    re.IGNORECASE,
)
_SENTENCE_ENDS = re.compile(r"(?<=[^\W\d][.;])\s|(?<=[\d)][.;])\s+(?=[^\W\da-zà-ỹ]|\d{1,2}\.\s|-\s)|\./\.|\n")
# What is asked for: something that comes back, or at least work that others have to finish.
_ANSWER = re.compile(
    r"(?<!\w)(?:gửi|báo\s+cáo|trả\s+lời|phản\s+hồi|góp\s+ý|ý\s+kiến|cung\s+cấp|nộp|đăng\s+ký|phúc\s+đáp|hồi\s+âm"
    r"|(?<!công )(?<!chương )(?<!quá )(?<!quy )trình|thông\s+báo\s+(?:lại|cho|về)|xác\s+nhận|tổng\s+hợp)(?!\w)",
    re.IGNORECASE,
)
_REQUEST = re.compile(r"(?<!\w)(?:đề\s+nghị|yêu\s+cầu|giao|phải|khẩn\s+trương)(?!\w)", re.IGNORECASE)
_FINISHED = re.compile(r"(?<!\w)(?:hoàn\s+thành|hoàn\s+thiện|xong|thực\s+hiện|triển\s+khai)(?!\w)", re.IGNORECASE)
# Days before which something happened, or between which something goes on.
_OTHERWISE = re.compile(
    r"(?:(?<!\w)từ\s+(?:ngày\s+)?\d|(?:ban\s+hành|phát\s+sinh|có\s+hiệu\s+lực|(?<!đăng )ký|sinh|được\s+cấp"
    r"|tiếp\s+nhận)\s+$)",
    re.IGNORECASE,
)
_FURTHEST = timedelta(days=3 * 366)


@dataclass(frozen=True)
class Deadline:
    """A day and where in the text it stands."""

    day: date
    start: int
    end: int


def deadline(text: str, dated_on: date | None) -> Deadline | None:
    """The first day set for an answer; where no answer is asked for, the first for work that is asked for."""
    asked: list[Deadline] = []
    worked: list[Deadline] = []
    for start, sentence in _sentences(text):
        for match in _DEADLINE.finditer(sentence):
            day = _day(match, dated_on)
            if day is None or _OTHERWISE.search(sentence[: match.start()]):
                continue
            found = Deadline(day, start + match.start(), start + match.end())
            if _ANSWER.search(sentence):
                asked.append(found)
            elif _REQUEST.search(sentence) and _FINISHED.search(sentence):
                worked.append(found)
    return min(asked or worked, key=lambda found: found.day, default=None)


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in _SENTENCE_ENDS.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]


def _day(match: re.Match[str], dated_on: date | None) -> date | None:
    """A day that is not before the letter's own; without a year the next such day after it."""
    day, month = int(match["day"]), int(match["month"] or match["month_in_words"])
    year = match["year"] or match["year_in_words"]
    try:
        found = date(int(year), month, day) if year else dated_on and days.nearest_coming(day, month, dated_on)
    except ValueError:
        return None
    if found is None or (dated_on and not dated_on <= found <= dated_on + _FURTHEST):
        return None
    return found
