"""Where somebody can be reached on a network: e-mail, payment address, link, handle, IP address."""

from bot.question_log.redact.rule import rule

LOCAL = r"(?<![\w.+-])[\w.+%-]+"
ENDING = r"(?:com|org|net|edu|gov|info|co\.in|co\.uk|org\.in|gov\.in|ac\.in|net\.in)"
"""Endings that make a host of any word. A shorter one needs a path: "it hurts.in the morning" is a missing blank."""

CONTACTS = (
    rule("link", r"\b https?:// \S+ | \b www\. \S+"),
    rule("e-mail", rf"{LOCAL} \s?@\s? [\w-]+ (?:\s?\.\s?[a-z]{{2,}})* \.[a-z]{{2,}} \b"),
    rule("e-mail", rf"{LOCAL} @ [a-z][\w.-]+"),  # a payment or health address: name@bank
    rule(
        "e-mail",
        rf"{LOCAL} (?:\s+dot\s+\w+)* \s* (?:[\[({{]\s*at\s*[\])}}] | \s at \s) \s* [\w-]+"
        r"(?: \s* (?:[\[({]\s*dot\s*[\])}] | \s dot \s) \s* \w{2,})+",
    ),
    rule("e-mail", rf"{LOCAL} \s* (?:[\[({{]\s*at\s*[\])}}] | \s at \s) \s* [\w-]+ (?:\.[\w-]+)* \.{ENDING} \b"),
    rule("link", rf"(?<![\w.@-]) (?:[a-z\d-]+\.)+ (?: {ENDING} \b (?:/\S*)? | [a-z]{{2,6}} / \S+)"),
    rule(
        "handle",
        r"""
        \b (?: insta(?:gram)? | ig | twitter | telegram | facebook | fb | snap(?:chat)? | skype | linkedin | discord
             | tiktok ) \b
        (?: \s* (?:id|handle|username|user\ name) \b \s* (?:is\b)?+ \s* [:=-]? | \s* [:=] )
        \s* (?P<data> (?! is\b ) @? \w [\w.:-]* \w)
        """,
    ),
    rule("handle", r"(?<![\w@]) @ [a-z_] [\w.]* \w"),
    rule("number", r"(?<![\d.]) (?:\d{1,3}\.){3} \d{1,3} (?![\d.]*\d)"),
    rule(
        "number",
        r"(?<![\w:]) (?: (?:[\da-f]{1,4}:){3,7} [\da-f]{1,4} | (?:[\da-f]{1,4}:)+ (?::[\da-f]{1,4})+ ) (?![\w:])",
    ),
    rule("address", r"-? \b \d{1,3}\.\d{4,} \s*,\s* -?\d{1,3}\.\d{4,}"),  # a place on the map
)
