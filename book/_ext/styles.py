"""Style sheets cut to what a site uses: rules that something can meet, variables that are read."""

import re
from itertools import pairwise

import tinycss2

WORD = re.compile(r"[\w-]+")
NAMED = re.compile(r'\b(?:class|id)="([^"]*)"')
INLINE = re.compile(r"<script[^>]*>(.+?)</script>", re.DOTALL)
PART = re.compile(r'\bdata-bs-toggle="(\w+)"')  # a part of Bootstrap that a page uses
SAID = re.compile(r"var\(\s*(--[\w-]+)")
VARIABLE = re.compile(r"""(?<=[{;])(--[\w-]+):(?:"[^"]*"|'[^']*'|[^;{}"'])*(?:;|(?=}))""")
TIGHT = re.compile(r"""("[^"]*"|'[^']*')|\s*([{};,])\s*|(\s+)""")


def names(pages, scripts):
    """The classes and ids that elements of pages have, and whatever scripts may give them.

    `scripts` is name -> text. Bootstrap's script knows all its parts: of those that no page uses,
    its words do not count.
    """
    found = {word for page in pages for said in NAMED.findall(page) for word in said.split()}
    parts = {part for page in pages for part in PART.findall(page)} | {"show", "fade", "collaps"}
    own = [text for name, text in scripts.items() if name != "bootstrap.js"]
    own += [text for page in pages for text in INLINE.findall(page)]
    for text in own:
        found |= set(WORD.findall(text))
    known = set(WORD.findall(scripts.get("bootstrap.js", "")))
    return found | {word for word in known if any(part in word for part in parts)}


def read_variables(sheets, others):
    """The variables whose value something reads: styles by var(), pages and scripts by their name.

    A script may put a name together: of "--oc-" and what follows.
    """
    return {name for text in sheets for name in SAID.findall(text)} | {
        name for text in others for name in re.findall(r"--[a-z][\w-]*", text)
    }


def tight(style):
    """A style sheet without the space that it does not need."""
    return TIGHT.sub(lambda found: found[1] or found[2] or " ", style).replace(";}", "}").strip()


def kept(style, words):
    """A style sheet without the rules whose classes and ids are not among the words of the site."""
    rules = tinycss2.parse_stylesheet(style, skip_comments=True, skip_whitespace=True)
    return tinycss2.serialize(_kept(rules, words))


def _kept(rules, words):
    left = []
    for rule in rules:
        if rule.type == "qualified-rule":
            rule.content = [each for each in rule.content if each.type != "comment"]
            rule.prelude = _selectors(rule.prelude, words)
            if rule.prelude:
                left.append(rule)
        elif rule.type == "at-rule" and rule.lower_at_keyword in ("media", "supports", "layer"):
            inside = tinycss2.parse_rule_list(rule.content or [], True, True)
            if rule.content is None or (inside := _kept(inside, words)):
                rule.content = None if rule.content is None else inside
                left.append(rule)
        elif "Font Awesome" not in tinycss2.serialize([rule]):
            left.append(rule)
    return left


def _selectors(prelude, words):
    """The selectors of a rule that something of the site may meet."""
    parts = [[]]
    for token in prelude:
        if token.type == "literal" and token.value == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    met = [part for part in parts if _names(part) <= words]
    comma = tinycss2.ast.LiteralToken(0, 0, ",")
    return [token for k, part in enumerate(met) for token in ([comma] if k else []) + part]


def _names(selector):
    """The classes and ids that a selector asks for, what stands in :is() and its kin left out."""
    names = {token.value for token in selector if token.type == "hash"}
    for dot, token in pairwise(selector):
        if dot.type == "literal" and dot.value == "." and token.type == "ident":
            names.add(token.value)
    return names


def without(style, read):
    """A style sheet without variables that nothing reads."""
    starts = tuple(name for name in read if name.endswith("-"))

    def kept(found):
        return found[0] if found[1] in read or found[1].startswith(starts) else ""

    return VARIABLE.sub(kept, style)
