"""A page that holds one explorer, for the tests of the front end."""

import json

from optcourse.explore import Explorer
from optcourse.explore.page import apart_source, script_source, style_source, train_source

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>t</title>
<style>body{margin:8px}%s</style></head><body><main><h1>Page</h1><div id="here"></div></main>
<script>%s</script><script>%s</script></body></html>"""
INK = """() => [...document.querySelectorAll('.oc-plot')].map((plot) => [
  (plot.querySelector('svg')?.innerHTML ?? '').replace(/oc-clip-\\w+/g, ''),
  [...plot.querySelectorAll('.oc-handle')].map((e) => e.style.transform),
  [...plot.querySelectorAll('canvas')].map((c) => c.width && c.toDataURL())])"""


class Stage:
    """A page that holds one explorer."""

    def __init__(self, page):
        self.page, self.errors = page, []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.set_content(PAGE % (style_source(), script_source() + apart_source(), train_source()))

    def show(self, scene, controls, bank=False, presets=None):
        words = "A *title*", "A question?"
        explorer = Explorer(scene, controls, *words, bank=bank, presets=presets)
        assert explorer.error is None
        return self.mount(explorer.payload())

    def mount(self, payload):
        self.page.evaluate(
            f"optcourse.mount(document.getElementById('here'), ({payload}), null); 0"
        )
        return self.settle()

    def settle(self):
        self.page.wait_for_selector(".oc[data-state=ready]", timeout=5000)
        self.page.evaluate(
            "new Promise((f) => requestAnimationFrame(() => requestAnimationFrame(f)))"
        )
        return self.ink()

    def ink(self):
        return json.dumps(self.page.evaluate(INK))

    def moves(self, act):
        """Whether an act changes the drawing."""
        before = self.settle()
        act()
        return self.settle() != before
