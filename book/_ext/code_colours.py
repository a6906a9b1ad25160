"""Highlighted code with tags only where a colour changes, as most of Pygments' do not."""

import re

RULE = re.compile(r'html\[data-theme="(\w+)"\] \.highlight (?:\.(\w+) ?)?\{\s*([^}]*?)[\s;]*\}')
CODE = re.compile(r'(<div class="highlight"><pre>)(.*?)(</pre>)', re.DOTALL)
PIECE = re.compile(r'<span class="(\w+)">([^<]*)</span>|(<span></span>)|(<[^>]*>)|([^<]+)')


def colours(style):
    """Of a style sheet of Pygments: class -> the first class of its looks, "" if they are plain."""
    looks = {}
    for theme, name, said in RULE.findall(style):
        looks.setdefault(name, {})[theme] = said.partition("color: #")[2] if not name else said
    plain = {theme: f"color: #{colour}" for theme, colour in looks.pop("", {}).items()}
    same = {}
    for name, look in looks.items():
        first = "" if look == plain else name
        same[name] = next((same[each] for each in same if looks[each] == look), first)
    return same


def lighter(page, same):
    """A page whose code has the same looks with fewer tags."""
    return CODE.sub(lambda found: found[1] + _merged(found[2], same) + found[3], page)


def _merged(code, same):
    runs = []  # [class, text], class None for a tag that stays
    for name, text, empty, tag, plain in PIECE.findall(code):
        if tag:
            runs.append([None, tag])
        elif not empty:
            _join(runs, same.get(name, "") if name else "", text or plain)
    return "".join(f'<span class="{name}">{text}</span>' if name else text for name, text in runs)


def _join(runs, name, text):
    """Add a text of a class to the runs: to the last of that class, if only spaces are between."""
    if runs and runs[-1][0] == name:
        runs[-1][1] += text
    elif name and len(runs) > 1 and runs[-1][0] == "" and runs[-2][0] == name:
        between = runs[-1][1]
        if between.strip(" "):
            runs.append([name, text])
        else:
            runs.pop()
            runs[-1][1] += between + text
    else:
        runs.append([name, text])
