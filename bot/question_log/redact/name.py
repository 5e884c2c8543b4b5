"""Names of people: told by what stands before or after them, for no list holds the names of a country.

"I am Ravi" and "I am diabetic" differ by one word. Where a capital letter or the phrase does not settle it, a word is a
name unless it is listed in not-names.txt or has the ending of an adjective.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

NOT_NAMES = Path(__file__).with_name("not-names.txt")
"""Words that follow "I am" or "Dr" and are no names; one or more a line, reviewed like any other text."""

MOST_WORDS = 4

_ADJECTIVE = re.compile(
    r"(?!(?:alfred|fred|jared|khaled|mildred|wilfred|winifred|emily|holly|kelly|molly|sally|carly|beverly|kimberly)$)"
    r".{2,}(?:ing|ous|ive|able|ible|ful|less|tic|itis|osis|emia|algia|pathy|[^aeouvmy]ed|ly)"
)
_WORD = re.compile(r"[ \t]*([A-Z]\.(?=[ ]?[^\W\d_])|[^\W\d_](?:[\w'’-]*[^\W_])?)")
_TITLE = re.compile(
    r"[ \t]*\b(?:dr|mr|mrs|ms|miss|smt|shri|sri|shrimati|prof|er|adv)\b\.?(?=[ ]?[^\W\d_])", re.IGNORECASE
)

_GREETING = (
    r"(?:^|[.…!?,;:\n]"
    r"|\b(?:hi|hello|hey|hai|sir|madam|ma'?am|doctor|doc|dear|morning|evening|afternoon|namaste|namaskar)\b)\s*"
)
_KIN = (
    r"(?:son|daughter|wife|husband|mother|father|mom|mum|mummy|dad|papa|brother|sister|friend|uncle|aunt|aunty|auntie"
    r"|grand(?:mother|father|ma|pa|son|daughter)|child|baby|colleague|boss|neighbou?r|cousin|nephew|niece|partner|fianc[ée]e?"
    r"|boyfriend|girlfriend|patient|therapist|physio|physiotherapist|doctor|surgeon|driver|maid|teacher|coach)"
)

# The word that follows is a name in any case, unless it is listed.
_SURE = re.compile(
    rf"""
    \b (?:my|his|her|their|{_KIN}'?s|patient) \s+ (?:(?:good|full|first|last)\s+)? name
      (?:'s|’s|\s+is|\s+was|\s*[:=-])? \s+
    | \b name \s* [:=-]+ \s* | \b name \s+ (?=(?:mr|mrs|ms|smt|shri|dr)\b)
    | \b naam \s* [:=-]? \s* | \b patient \s* : \s*
    | \b [sdw]/o \.? \s+
    | \b (?:dr|mr|mrs|smt|shri|shree|shrimati|prof|kumari) \b \.? \s* (?:(?:and|&|or)\s+(?:mr|mrs|dr)\b\.?\s*)?
    | \b ms \. \s*
    | {_GREETING} myself \s+
    | \b (?:main|mai|mein) \s+ (?=\w+\s+(?:\w+\s+)?(?:bol|baat)\w*\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# It is a name if it is not listed and does not end like an adjective.
_LIKELY = re.compile(
    rf"""
    \b (?: i\s*(?:am|'m|’m) | im | it'?s\s+me ) \s+
    | \b (?:my|his|her|our) \s+ {_KIN} \s+ (?= [^\W\d_]+ \s+ (?:is|has|had|was|aged|age|got|wants|needs) \b )
    """,
    re.VERBOSE | re.IGNORECASE,
)
# It is a name if it begins with a capital letter, and is not listed.
_CAPITAL = re.compile(
    rf"""
    \b (?: this\s+is | call(?:ed)?\s+me | contact(?:\s+person\b\s*:?)? | call | ask\s+for
         | (?:speak|talk)\s+(?:to|with)
         | (?:referred|treated|seen|advised)\s+by | consulted | miss | ms | sri | master | er\. | adv\. | name
         | (?:my|his|her|our|your|the|aapka|mera|meri)\s+ (?:\w+\s+)? {_KIN} )
    (?: \b | (?<=\.) ) [\s,:]*
    """,
    re.VERBOSE | re.IGNORECASE,
)
# It is a name if what follows says that somebody is there: "Venkatesh here", "this is geeta speaking".
_PRESENT = re.compile(
    rf"(?:(?i:{_GREETING})(?=[A-Z])|\b(?i:this\s+is)\s+)(?P<data>[^\W\d_]+(?:\s[^\W\d_]+)?)\s+"
    r"(?i:here|this\s+side|speaking|calling|bol\s+rah[ai])\b"
)
_HONOURED = re.compile(
    r"\b(?P<data>[A-Z][a-z]+)\s+(?:ji|bhai|bhaiya|didi|sir|madam|uncle|aunty|garu|saab|sahab|akka|anna)\b"
)
_SIGNED = re.compile(
    r"\b(?:regards|rgds|sincerely|faithfully|truly|best\s+wishes|cheers|yours)\b[\s,.!-]*", re.IGNORECASE
)
_THANKED = re.compile(r"\b(?:thanks|thank\s+you|thx|tnx)\b[\s,.!-]+|[.?!]\s*[-–—~]\s*", re.IGNORECASE)
_GOES_ON = re.compile(r"\s+(?:about|up|over|down|like|off|to|by|than|enough|along|through)\b")
"""What follows a state of body or mind ("I'm fussy about"), and no name."""
_END = re.compile(r"[\s.,!-]*(?:$|\n|\[)")


def redact_names(text: str) -> str:
    """Return a text without the names of people."""
    names: list[tuple[int, int]] = []
    for start, end in sorted(_spans(text)):
        if names and start < names[-1][1]:
            names[-1] = names[-1][0], max(end, names[-1][1])
        else:
            names.append((start, end))
    for start, end in reversed(names):
        text = f"{text[:start]}[name]{text[end:]}"
    return text


def _spans(text: str) -> Iterator[tuple[int, int]]:
    for pattern, accepts in ((_SURE, _any_word), (_LIKELY, _no_adjective), (_CAPITAL, _capital)):
        for match in pattern.finditer(text):
            yield from _name(text, match.end(), accepts)
    for pattern, accepts in ((_SIGNED, _any_word), (_THANKED, _capital)):
        for match in pattern.finditer(text):
            yield from (span for span in _name(text, match.end(), accepts) if _END.match(text, span[1]))
    for pattern, accepts in ((_PRESENT, _no_adjective), (_HONOURED, _capital)):
        for match in pattern.finditer(text):
            yield from _name(text, match.start("data"), accepts)


def _name(text: str, start: int, accepts: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield the span of the name that begins at a place, if there is one: words up to one that is no name."""
    words = 0
    is_capital = False
    title = _TITLE.match(text, start)
    end = start = title.end() if title else start
    while words < MOST_WORDS and (match := _WORD.match(text, end)):
        word = match[1]
        if word.casefold() in _not_names() or (words and is_capital and not word[0].isupper()):
            break
        if not words:
            if not accepts(word) or (word.islower() and _GOES_ON.match(text, match.end())):
                break
            start, is_capital = match.start(1), word[0].isupper()
        elif not is_capital and _ADJECTIVE.fullmatch(word.casefold()):
            break
        end, words = match.end(), words + 1
    if words:
        yield start, end


def _any_word(_word: str) -> bool:
    return True


def _no_adjective(word: str) -> bool:
    return not _ADJECTIVE.fullmatch(word.casefold())


def _capital(word: str) -> bool:
    """Tell whether a word is written like a name; one in capitals alone is rather an abbreviation."""
    return word[0].isupper() and (len(word) == 1 or not word.isupper())


@cache
def _not_names() -> frozenset[str]:
    lines = NOT_NAMES.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
