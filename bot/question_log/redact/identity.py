"""Numbers that stand for a person: of an identity, a patient's file, a policy, a card, an account, a vehicle.

Nothing is checked by its check digit: a mistyped number still names somebody, and no finding is as long as these are.
"""

from bot.question_log.redact.rule import rule

STATE = "(?:A[NPRS]|BR|C[GH]|D[DLN]|G[AJ]|H[PR]|J[HK]|K[AL]|L[AD]|M[HLNPZ]|NL|O[DR]|P[BY]|RJ|SK|T[GNRS]|U[AKP]|WB)"
"""Codes of the Indian states, as on licences and number plates."""

REFERENCE = r"(?P<data> (?=[\w/.-]*\d[\w/.-]*\d) [a-z\d] [\w/.-]* \w (?:[\s-]\d{2,})*)"
"""What names a file: one word with at least two digits, and digits that go on after it."""

LONG_REFERENCE = r"(?P<data> (?=(?:[\w/.-]*\d){5}) [a-z\d] [\w/.-]* \w (?:[\s-]\d{2,})*)"
"""The same with at least five digits: where nothing says that it is a number."""

SAYS_NUMBER = r"\W{0,3} \b (?:no|num|number|id|code|nr) \b \W{0,3} (?:(?:no|number|is|was|hai)\b)? \W{0,3}"

ALONE = r"(?<![\d.+]) (?<!\d[\s-])"

IDENTITIES = (
    rule(
        "number",
        rf"""
        \b (?: patient | file | case | hospital | policy | insurance | mediclaim | claim | member(?:ship)? | booking
             | appointment | order | bill | invoice | receipt | registration | regn? | ref(?:erence)? | account | a/c
             | acc?t | card | employee | emp | customer | transaction | txn | utr | mrd? | cr | ipd? | opd? | record
             | chart | ticket | health | identity | passport | licen[cs]e | voter | aadha?r | uhid
             | report | lab | sample | barcode )
        \b (?:\s+card)? {SAYS_NUMBER} {REFERENCE}
        """,
    ),
    rule(
        "number",
        rf"\b (?: uhid | mrn | otp | ssn | abha | opd | ipd ) \b \W{{0,3}} (?:(?:is|was|hai)\b)? \W{{0,3}} {REFERENCE}",
    ),
    rule(
        "number",
        rf"""
        \b (?: policy | claim | booking | invoice | receipt | account | passport | licen[cs]e | file | registration
             | id ) \b \W{{0,3}} (?:(?:is|was)\b)? \W{{0,3}} {LONG_REFERENCE}
        """,
    ),
    rule("number", r"\b [a-z]{5} [\s-]? \d{4} [\s-]? [a-z] \b"),  # PAN
    rule("number", r"\b [a-pr-wy] [1-9] \d{6} \b | \b [a-z]{3} \d{7} \b"),  # passport, voter
    rule("number", r"\b [a-z]{4} 0 (?=\w*\d) [a-z\d]{6} \b"),  # IFSC
    rule("number", rf"\b {STATE} [\s-]? \d{{2}} [\s-]? (?:19|20)\d\d [\s-]? \d{{7}} \b"),  # driving licence
    rule("number", rf"\b {STATE} [\s-]? \d{{1,2}} [\s-]? [A-Z]{{1,3}} [\s-]? \d{{4}} \b", any_case=False),  # vehicle
    rule("number", r"\b \d{3}-\d{2}-\d{4} \b"),  # social security, United States
    rule(
        "number", r"\b [A-Z]{2} \s? \d{2} \s? \d{2} \s? \d{2} \s? [A-D] \b", any_case=False
    ),  # insurance, United Kingdom
    rule(
        "number", rf"{ALONE} \d{{4}} ([\s-]?) (?:\d{{4}} \1 \d{{4}} \1 \d{{1,4}} | \d{{6}} \1 \d{{4,5}}) (?!\d)"
    ),  # cards
    rule("number", rf"{ALONE} \d{{2}} ([\s-]?) \d{{4}} \1 \d{{4}} \1 \d{{4}} (?!\d)"),  # ABHA
    rule(
        "number", rf"{ALONE} (?!(?:(?:19|20)\d\d[\s-]){{2}}) [2-9]\d{{3}} ([\s-]?) \d{{4}} \1 \d{{4}} (?![\s-]?\d)"
    ),  # Aadhaar
)
