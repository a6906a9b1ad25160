"""An address restores every control of every explorer, wherever the reader has put them."""

import pytest

from tests.explore.stages import Stage
from tests.truths import CATALOGUE, explorer_named

SHOW = """async (heading) => {
  const model = { get: () => ({}), set() {}, save_changes() {}, off() {}, on() {}, send() {} };
  const shown = () => {
    const view = optcourse.mount(here, { ...heading, variants: {} }, model);
    view.frames.at = async () => undefined;
    return view;
  };
  const first = shown();
  const told = ({ control, position, value }) => control.texts?.[position] ?? value;
  const settings = ({ rows }) => Object.fromEntries(rows.map((r) => [r.control.name, told(r)]));
  let address;
  first.moves.inPage((query) => (address = query));
  const values = first.values();
  for (const { control, position } of first.rows) {
    const { name, kind, options, x, y } = control;
    if (kind === "slider") first.nudge(name, position ? -1 : 1);
    else if (kind === "choice")
      first.setControl(name, options.find(([option]) => option !== values[name])[0]);
    else first.setControl(name, [0.3 * x[0] + 0.7 * x[1], 0.6 * y[0] + 0.4 * y[1]]);
  }
  first.moves.settle();
  const wanted = settings(first);
  first.close();
  const second = shown();
  second.moves.go(address);
  const found = settings(second);
  second.close();
  return [wanted, found, address];
}"""


@pytest.fixture(scope="module")
def stage(browser):
    page = browser.new_page(reduced_motion="reduce")
    yield (stage := Stage(page))
    page.close()
    assert stage.errors == []


@pytest.mark.parametrize("name", CATALOGUE)
def test_an_address_restores_every_control(stage, name):
    explorer = explorer_named(name)
    wanted, found, address = stage.page.evaluate(SHOW, explorer._heading())
    moved = {control.name for control in explorer.controls}
    assert all(f"{key}=" in address for key in moved) and wanted.keys() == moved
    for key, value in wanted.items():  # a point has six digits in an address
        assert found[key] == (value if isinstance(value, str) else pytest.approx(value, rel=1e-5))
