// A note.

import { register } from "../marks.js";
import { fill, numbersOf } from "../text.js";

register("Text", {
  plane: (plane, mark) => {
    const look = { color: mark.color, anchor: mark.anchor, dx: 0, dy: 4 };
    return ({ arrays, get, notes }) => {
      const [x, y] = [plane.px(get("x")[0]), plane.py(get("y")[0])];
      plane.note(notes, x, y, fill(mark.text, numbersOf(mark.values ?? {}, arrays)), look);
    };
  },
});
