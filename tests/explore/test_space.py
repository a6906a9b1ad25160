"""The axes of three-dimensional drawings: ticks as in the plane, from wherever one looks."""

from optcourse.explore.spec import flatten

from . import scenes

WRITTEN = """() => {
  globalThis.written = [];
  const { prototype } = CanvasRenderingContext2D, write = prototype.fillText;
  prototype.fillText = function (text, x, y) {
    written.push([text, x - this.measureText(text).width / 2, x + this.measureText(text).width / 2,
      y - 8, y]);
    return write.call(this, text, x, y);
  };
}"""


def test_the_axes_in_space_have_the_ticks_of_the_plane_within_the_drawing(stage):
    stage.show(scenes.surface, [scenes.VALUE])
    stage.page.evaluate(WRITTEN)
    canvas = stage.page.locator("canvas.oc-turn")
    panel = flatten(scenes.surface(1.0))[0]["panels"][0]
    named = [{text for _, text in panel[axis]["ticks"]} for axis in "xyz"]
    wide = canvas.bounding_box()["width"]
    for _ in range(8):
        stage.page.evaluate("written.length = 0")
        canvas.press("ArrowLeft")
        seen = stage.page.evaluate("written")
        texts = {text for text, *_ in seen}
        assert all(len(texts & each) >= 2 for each in named), (texts, named)
        assert all(left >= -0.5 and right <= wide + 0.5 for _, left, right, *_ in seen[:-1])
