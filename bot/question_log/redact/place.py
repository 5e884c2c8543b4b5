"""Addresses: of a home, a street, a postal code. The name of a town alone stays: it says where patients come from."""

from bot.question_log.redact.rule import rule

TOWN = (
    "(?:agra|ahmedabad|amritsar|aurangabad|bangalore|bengaluru|bhopal|bhubaneswar|calcutta|chandigarh|chennai|cochin|coimbatore"
    "|dehradun|delhi|faridabad|ghaziabad|goa|gurgaon|gurugram|guwahati|hyderabad|indore|jaipur|jodhpur|kanpur|kochi|kolkata"
    "|lucknow|ludhiana|madurai|mangalore|mumbai|mysore|mysuru|nagpur|nashik|nasik|navi\\s+mumbai|new\\s+delhi|noida|patna"
    "|pondicherry|pune|raipur|rajkot|ranchi|secunderabad|surat|thane|trivandrum|udaipur|vadodara|varanasi|vijayawada|vizag)"
)
PIN = r"[1-9]\d\d \s? \d{3} (?!\d)"
"""An Indian postal code; alone it could be a count of platelets."""

HOME = r"""
(?: flat | house | h\.?\s?no | d\.?\s?no | door | plot | villa | apartment | apt ) \b
\.? \s* (?: (?:no|number)\b \.? \s* )? [:#-]? \s* (?:[a-z]-?)? \d [\w/-]*
"""
STREET = r"""
\d+ (?:-\d+)? [a-z]? (?:/\d+)? ,? \s+
(?! (?:k?m|cm|mm|days?|weeks?|months?|years?|times?|minutes?|min|hours?|sessions?) \b )
(?: [a-z'’.]+ \s+ ){0,3} (?:road|rd|street|lane|avenue|marg|nagar|colony|layout|enclave|vihar|puram|chowk) \b
"""
NAMED = r"""
\b (?: [a-z\d'’.-]+ \s+ ){0,3}
(?: road | rd | street | st | lane | avenue | ave | marg | nagar | \w+nagar | colony | layout | enclave | vihar
  | puram | chowk | society | apartments? | apts? | residency | residences? | towers? | heights | complex
  | chambers | plaza | park | gardens? | estate | phase | floor | cross | main | stage | block | sector | ward
  | west | east | north | south | extension | extn | city | town | village | district | dist | taluka? | post
  | wing | building | bldg | lines ) \b
(?: \s+ \d+ \b )?
"""
TAIL = rf"""
(?: \s*[,-]\s* (?: near | opp\.? | opposite | behind | beside | next\ to ) \s+ [^,.?!]{{1,40}}
  | (?: \s*[,-]\s* | \s+ ) \d+ (?:st|nd|rd|th) \s+ (?: cross | main | floor | block | phase | stage | street | lane )
  | \s*,\s* {NAMED}
  | \s+ (?: sector | phase | block | stage | main\s+road ) (?: \s+ \d+ )?
  | (?: \s*[,-]\s* | \s+ ) (?: [a-z]+ \s+ ){{0,2}} (?: [a-z]+ \s* -? \s* )? {PIN}
  | \s* [,-] \s* [a-z]-?\d+ [a-z]?
  | \s*,\s* (?-i: (?:[A-Z][a-z]+ \s?){{1,3}} ) (?= \s*[,.-] | \s*$ | \s+\d )
)
"""
POSTCODE = r"\b [A-Z]{1,2}\d[A-Z\d]? \s \d[A-Z]{2} \b"

PLACES = (
    rule(
        "address",
        r"""
        \b address \b \W{0,3} (?:(?:is|was)\b \W{0,3})?
        (?P<data> (?: [a-z]\w* [\s,.-]+ ){0,3} [a-z#-]{0,3}\d [^?!\n]*? )
        (?= [.?!] (?:\s|$) | $ | \n | \s (?:and|is|can|do|please|for) \b )
        """,
    ),
    rule("address", rf"\b (?:{HOME} | {STREET}) {TAIL}*"),
    rule("address", rf"\b [a-z]{{1,2}}-?\d+ \s*,\s* {NAMED} {TAIL}*"),  # B-204, Green Park Society
    rule("address", rf"\b \d+ (?:-\d+)+ (?:/\d+)? \s*,\s* {NAMED} {TAIL}*"),  # 7-1-59, Station Road
    rule(
        "address",
        r"\b (?:pin|postal|zip) \s*-?\s* (?:code)? \b \W{0,3} (?:(?:is|no)\b)? \W{0,3}"
        r" (?P<data> \d{3} \s? \d{2,3}) (?!\d)",
    ),
    rule("address", rf"\b {TOWN} \s* (?:city\b)? [\s,-]* (?P<data> {PIN})"),
    rule("address", POSTCODE, any_case=False),
)
