"""When what trains tells of itself: soon after a move, then often, and not at every chance."""

from itertools import pairwise

import pytest

from optcourse.explore.modules import joined

# A program that offers something to tell once a millisecond, `before` times without a picture; all
# that was told, as [millisecond, whether there is a picture]. The clock stands unless it works.
RUN = """async ([source, before, count]) => {
  const { trainer } = (0, eval)(`(() => {${source}; return { trainer }})()`);
  const own = performance.now, told = [];
  let now = 0;
  performance.now = () => now;
  const program = () => function* (values, due) {
    for (let k = 0; k < count; k++) {
      now++;
      if (due()) yield [k < before ? null : [[k]], k / count];
    }
    return [[[count]], 1];
  };
  const store = { needs: { a: { room: 8, data: [] } }, tables: {} };
  await new Promise((finish) => {
    const run = trainer({ a: program }, store, ({ arrays, done }) => {
      told.push([now, Boolean(arrays)]);
      if (done) finish();
    });
    run({ id: "1", key: "a", number: 1, values: {} });
  });
  performance.now = own;
  return told;
}"""


@pytest.fixture(scope="module")
def told(blank):
    return lambda before, count: blank.evaluate(RUN, [joined("trainer"), before, count])


def test_the_first_picture_comes_soon_and_others_follow(told):
    assert told(0, 100) == [[12, True], [42, True], [72, True], [100, True]]


@pytest.mark.parametrize("before", [13, 25, 60])
def test_where_there_could_be_none_the_first_comes_as_soon_as_it_can(told, before):
    at = [time for time, picture in told(before, 200) if picture]
    assert before < at[0] <= before + 5 and at[1] == at[0] + 30


def test_meanwhile_newer_moves_are_heard_but_not_at_every_chance(told):
    waits = [time for time, picture in told(60, 200) if not picture]
    assert waits[0] == 12 and {b - a for a, b in pairwise(waits)} == {4}
