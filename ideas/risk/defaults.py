"""Edition 1 of the risk criteria, for a company that has written none of its own yet.

Stored data, so plain English; administrators put it in their own words in the CMS.
"""

COLUMNS = (
    (
        "customer",
        "Customers and safety",
        "Somebody is annoyed",
        "A small loss, put right the same day",
        "First aid, or a real loss for one person",
        "Hospital, or harm to many",
        "Death, or harm that lasts",
    ),
    (
        "staff",
        "Colleagues",
        "A grumble",
        "Extra stress for some days",
        "Somebody is off sick, or raises a grievance",
        "Several people treated unlawfully",
        "Harm to somebody’s health that lasts",
    ),
    (
        "data",
        "Personal details",
        "Nothing personal",
        "One person, nothing delicate",
        "Several people, or one delicate thing",
        "A breach we have to report",
        "A breach of very many people’s details",
    ),
    (
        "money",
        "Money",
        "Less than £500",
        "£500 to £5,000",
        "£5,000 to £50,000",
        "£50,000 to £500,000",
        "More than £500,000",
    ),
    (
        "public",
        "Public voice",
        "Nobody notices",
        "A few posts",
        "The local paper, or hundreds of posts",
        "News across the country",
        "Trust is lost, the regulator steps in",
    ),
    (
        "service",
        "Service",
        "Minutes",
        "Hours, at one place",
        "A day, at several places",
        "Days, everywhere",
        "The business stands still",
    ),
)

LIKELIHOODS = (
    ("Hardly ever", "less than 2 in 100"),
    ("Now and then", "2 to 10 in 100"),
    ("Could well", "10 to 35 in 100"),
    ("Likely", "35 to 70 in 100"),
    ("Almost certain", "more than 70 in 100"),
)

MATRIX = ("LLLMM", "LLMMH", "LMMHH", "LMHHS", "LMHSS")

# key, label, columns, appetite, vulnerable, relaxed to M when this tripwire's specialist agrees
CATEGORIES = (
    ("customer", "Harm to customers", ("customer",), "L", False, None),
    ("vulnerable", "Vulnerable people", ("customer",), "L", True, None),
    ("staff", "Colleagues’ safety and wellbeing", ("staff",), "L", False, "T7"),
    ("fairness", "Fairness", ("customer", "staff"), "L", False, "T7"),
    ("data", "Personal details", ("data",), "L", False, "T1"),
    ("security", "Security and technology", ("data", "service"), "M", False, None),
    ("legal", "Law and contracts", ("money", "public"), "L", False, None),
    ("money", "Money and fraud", ("money",), "M", False, None),
    ("public", "Public voice", ("public",), "M", False, None),
    ("service", "Keeping the service going", ("service",), "M", False, None),
    (
        "nothing",
        "Doing nothing",
        ("customer", "staff", "data", "money", "public", "service"),
        "S",
        False,
        None,
    ),
)

GUIDE_WORDS = (
    ("not", "Not", "What if it doesn’t happen when it’s needed?", "The text is never sent"),
    ("more", "More", "What if ten times as many come?", "400 questions in an hour"),
    ("less", "Less", "What with half the people, or half the money?", "One trained person left"),
    ("wrong", "Wrong", "The wrong words, person, product or price?", "Advice for another boiler"),
    ("other", "Other", "What if somebody else uses it, or reads it?", "A tablet that is shared"),
    (
        "moment",
        "Early or late",
        "What if it comes at the wrong moment?",
        "An offer before the stock is here",
    ),
    ("again", "Again", "What if it happens twice, loops or is copied?", "A refund claimed twice"),
    ("leaked", "Leaked", "Who might see it who mustn’t?", "A phone number in a chat app"),
    ("tricked", "Tricked", "Could somebody cheat with it, or bait us?", "A forged letter"),
    ("unfair", "Unfair", "Who is left out, or carries more?", "Night shift, dialect, disability"),
    ("stuck", "Stuck", "What if there’s no way to a person?", "A menu without a zero"),
    (
        "orphaned",
        "Orphaned",
        "What if its keeper leaves, or the supplier stops?",
        "A private account holds it all",
    ),
    ("tired", "Tired", "Who pays for it in stress?", "Always the same colleague"),
    ("nothing", "Nothing", "What if we don’t do it?", "The complaint goes public"),
)

EFFORT = (
    (
        "How long until a first try?",
        ("Days", "A couple of weeks", "A month or two", "Half a year", "Longer"),
    ),
    (
        "How much money does it take?",
        ("None", "Petty cash", "A team’s budget", "A department’s budget", "A decision at the top"),
    ),
    (
        "How many people have to do something differently?",
        ("Just me", "My team", "Two or three teams", "A department", "Most of us"),
    ),
    (
        "Who has to agree, and who might want to stop it?",
        ("My manager", "One more team", "Two or three teams", "Most departments", "Everybody"),
    ),
    (
        "How much technology is it, to build and to keep going?",
        ("None", "What we have", "A small change", "Something new", "Something new and big"),
    ),
)

VALUE = (
    (
        "How many customers will notice?",
        ("Hardly any", "Some each week", "Some each day", "Most of a kind", "Nearly all"),
    ),
    (
        "How much does it change for each of them?",
        ("Hardly anything", "A little nicer", "Clearly better", "A real relief", "Everything"),
    ),
    (
        "How much time or money does it free for colleagues?",
        ("None", "Minutes a week", "Hours a week", "A day a week", "Somebody’s whole job"),
    ),
    (
        "Does it bring sales, or customers who come back and speak well of us?",
        ("No", "A little", "Some", "Clearly", "More than most things we do"),
    ),
    (
        "How surely can we count what changed?",
        ("We can’t", "By asking around", "With some counting", "With a count we have", "Exactly"),
    ),
)


def body():
    """Edition 1 as it is stored. ideas.risk.criteria says what a good body looks like."""
    return {
        "columns": [
            {"key": key, "label": label, "anchors": anchors} for key, label, *anchors in COLUMNS
        ],
        "likelihoods": [{"label": label, "share": share} for label, share in LIKELIHOODS],
        "matrix": list(MATRIX),
        "categories": [
            {
                "key": key,
                "label": label,
                "columns": list(columns),
                "appetite": appetite,
                "vulnerable": vulnerable,
                "relaxed": {"level": "M", "tripwire": tripwire} if tripwire else None,
            }
            for key, label, columns, appetite, vulnerable, tripwire in CATEGORIES
        ],
        "guide_words": [
            {"key": key, "label": label, "ask": ask, "example": example}
            for key, label, ask, example in GUIDE_WORDS
        ],
        "effort": _questions(EFFORT),
        "value": _questions(VALUE),
    }


def _questions(many):
    return [{"label": label, "answers": list(answers)} for label, answers in many]
