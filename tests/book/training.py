"""What the explorers of a page that train say in the end, by the pictures that the build stored."""

import html
import re
from collections import Counter

PLACE = re.compile(r'<div class="oc-explorer" data-explorer="(\w+)"[^>]* data-live[ >]')
PICTURE = re.compile(r' data-live .*?<noscript>.*? alt="([^"]*)"', re.DOTALL)
RESTS = ".oc[data-state=ready]:not([aria-busy])"
READ = f"""(k) => {{
  const place = document.querySelectorAll("[data-live]")[k], root = place.querySelector("{RESTS}");
  place.scrollIntoView();
  return root && root.querySelector(".oc-readout").innerText;
}}"""


def ends(text):
    """What each explorer that trains says in the end; after it stands what its drawings show."""
    return [html.unescape(each).rpartition(" Here: ")[2] for each in PICTURE.findall(text)]


def agrees(read, end):
    """Whether what is read is all of the readouts that a stored picture tells, as 10^−15."""
    end = end.replace("^", "")  # the page raises it
    return end.startswith(read) and re.match(" [^.:]+: from ", end.removeprefix(read)) is not None


def come_to_their_ends(page, text):
    """Fails unless each explorer of the page that trains ends as its stored picture tells."""
    places = page.locator(".oc-explorer[data-live]")
    assert places.count() == len(ends(text))
    for k, end in enumerate(ends(text)):
        place = places.nth(k)
        place.scroll_into_view_if_needed()
        place.locator(RESTS).wait_for(timeout=30_000)
        assert agrees(place.locator(".oc-readout").inner_text(), end)


def sent_once(requests, text, needs_of):
    """Fails unless what the page's explorers share, and need, was asked for exactly once."""
    sent = Counter(url for url in requests if "/_explorers/" in url)
    assert sent and set(sent.values()) == {1}
    needs = {need for each in PLACE.findall(text) for need in needs_of(each)}
    assert needs <= {url.rpartition("/")[2].removesuffix(".js") for url in sent}
