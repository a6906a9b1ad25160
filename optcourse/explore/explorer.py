"""`Explorer`: a scene function and its controls, alive in a notebook and in the built page."""

import base64
import io
import itertools

import anywidget
import numpy as np
import traitlets

from optcourse.builds import is_build, is_page_build, is_paper_build

from .checks import check_controls, check_handles
from .controls import control_spec, initial_values
from .longest import longest_readout
from .page import style_source, widget_source
from .payload import entries_of, literal, written
from .presets import check_moves, checked_presets, query
from .room import make_room, row
from .skeleton import skeleton
from .spec import flatten
from .telling import told
from .text import plain

MIME_TYPE = "application/vnd.optcourse.explorer+json"
PAPER_WIDTH = 8.8  # inches; a page shows it at 70 %, so that 8 points stay readable


class Explorer(anywidget.AnyWidget):
    """A live picture of a scene function.

    `scene_function(**values)` returns a Scene; `controls` name its arguments. It is compiled to
    JavaScript if it is NumPy code that can be traced (the default). With `bank=True` it may do
    anything: its frames over the sliders' grid are stored in the built page, and computed on
    demand in a notebook.

    A scene function that loops over more than 64 numbers, as a network that is trained has, makes
    it `live`: it trains in the page, which shows it meanwhile. `tables` are the fixed numbers that
    this takes, packed, by names of their content.

    `presets` names states that a text sends its readers to: name → the values that it sets, the
    other controls being where they start; as the book is built each must move something.

    In a notebook a scene function that raises shows its message in place of the drawing; while the
    book is built the exception is raised. For the book on paper its picture is a PDF.
    """

    _esm = widget_source()
    _css = style_source()
    _payload = traitlets.Unicode().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)

    def __init__(self, scene_function, controls, title, question="", bank=False, presets=None):
        self.scene_function, self.controls, self.bank = scene_function, list(controls), bank
        self.title, self.question, self.error = title, question, None
        check_controls(self.controls, bank)
        self.presets = checked_presets(presets or {}, self.controls)
        super().__init__()
        self.values, self.longest = initial_values(self.controls), ""
        self.live, self.tables, self._specs, self._drawn = False, {}, {}, {}
        if is_build():
            check_moves(self.presets, self.values)
        try:
            self._payload = self.payload(is_page_build())
        except Exception as error:
            if is_build():
                raise
            self.error = _message(error)
            self._payload = literal(self._heading() | {"error": self.error})
        self.on_msg(self._answer)

    @traitlets.validate("values")
    def _check_values(self, proposal):
        try:
            self._checked(proposal["value"])
        except (TypeError, ValueError) as error:
            raise traitlets.TraitError(str(error)) from error
        return _as_json(proposal["value"])

    def scene(self, **values):
        """The Scene at the given values of the controls (the present ones, if left out).

        With a bank, a slider's value stands for that of its nearest position, as in the page.
        Raises ValueError for a value that a control does not allow, TypeError for other names.
        """
        now = self._checked(self.values | values)
        # a compiled program divides and overflows as NumPy's numbers do, not as Python's
        for slider in (control for control in self.controls if control.kind == "slider"):
            number = slider.nearest if self.bank else np.float64
            now[slider.name] = number(now[slider.name])
        key = repr(_as_json(now))
        if key not in self._drawn:
            with np.errstate(all="ignore"):
                drawn = self.scene_function(**now)
            if not is_build():
                return drawn
            self._drawn[key] = drawn  # the book asks for one scene up to ten times
        return self._drawn[key]

    def _checked(self, values):
        """The value of each control, as it allows; TypeError if the names are not theirs."""
        names = [control.name for control in self.controls]
        if set(values) != set(names):
            raise TypeError(f"values must name the controls {names}, got {list(values)}")
        return {control.name: control.check(values[control.name]) for control in self.controls}

    def figure(self, **values):
        """The scene drawn by matplotlib: a Figure."""
        from .figure import draw  # matplotlib starts slowly, and a live notebook needs none of it

        return draw(self.scene(**values), self.title)

    def payload(self, with_bank=True):
        """Everything the page needs, as the text of a JavaScript object."""
        entries, self.tables = self._entries(with_bank)
        make_room([entry.spec for entry in entries])
        self._specs = {entry.key: entry.spec for entry in entries}
        self.live = any(entry.trains for entry in entries)
        if not self.live:  # a network need not be trained before its page begins to
            check_handles(flatten(self.scene())[0], self.controls)
        self.longest = longest_readout(self) if with_bank else ""
        heading = self._heading() | {"longest": self.longest}
        return written(heading, entries, self.tables if self.live else None)

    def _entries(self, with_bank):
        """What can't be compiled is first asked what is wrong with it in NumPy, if anything is."""
        try:
            return entries_of(self, with_bank)
        except Exception:
            self.scene()
            raise

    def place(self):
        """HTML that keeps an explorer's place in a page until it is drawn; `payload` is first."""
        key = next(key for key, chosen in self.variants() if chosen.items() <= self.values.items())
        return skeleton(self._heading(), self._specs[key], self.longest)

    def variants(self):
        """Each combination of the choices: (key, name → value)."""
        choices = [c for c in self.controls if c.kind == "choice"]
        for index in itertools.product(*(range(len(c.options)) for c in choices)):
            picked = {c.name: c.at(i) for c, i in zip(choices, index, strict=True)}
            yield ",".join(map(str, index)), picked

    def _heading(self):
        heading = {"title": self.title, "question": self.question}
        presets = [[name, _as_json(values)] for name, values in self.presets.items()]
        controls = [control_spec(control) for control in self.controls]
        return heading | {"presets": presets, "controls": [c | row(c) for c in controls]}

    def _answer(self, _, message, buffers):
        """Compute a frame that the page asks for (explorers with a bank, in a notebook)."""
        answer = {"id": message.get("id")}
        try:
            spec, arrays = flatten(self.scene(**message["values"]))
            spec |= {"shapes": [list(np.shape(a)) for a in arrays], "fixed": []}
            data = b"".join(np.ravel(a).astype("<f8").tobytes() for a in arrays)
            self.send(answer | {"spec": spec}, [data])
        except Exception as error:
            self.send(answer | {"error": _message(error)})

    def __repr__(self):
        names = ", ".join(plain(c.label) for c in self.controls)
        problem = f" — {self.error}" if self.error else ""
        return f"Explorer: {plain(self.title)} ({names}){problem}"

    def _picture(self):
        """The drawing as (MIME type, base64): a PNG, or a PDF as wide as paper allows."""
        figure, file = self.figure(), io.BytesIO()
        if is_paper_build():
            width, height = figure.get_size_inches()
            figure.set_size_inches(min(width, PAPER_WIDTH), height)
            figure.savefig(file, format="pdf", metadata={"CreationDate": None})
        else:
            figure.savefig(file, format="png", dpi=110)
        mime_type = "application/pdf" if is_paper_build() else "image/png"
        return mime_type, base64.b64encode(file.getvalue()).decode()

    def _repr_mimebundle_(self, **kwargs):
        """A live widget; for the book, which has no kernel, what places or draws the explorer."""
        if is_build():
            mime_type, picture = self._picture()
            data = {"text/plain": repr(self), mime_type: picture}
            return data | {MIME_TYPE: self._output()}, {}
        data, metadata = super()._repr_mimebundle_(**kwargs)
        return data | {"text/plain": repr(self)}, metadata

    def _output(self):
        """What the book is told: the heading, what a reader moves, and the data of a page."""
        output = {"title": plain(self.title), "question": plain(self.question)}
        scene = self.scene()
        output["here"], output["told"] = plain(scene.reading()), told(scene)
        output["controls"] = [plain(control.label) for control in self.controls]
        output["presets"] = {
            name: query(values, self.controls) for name, values in self.presets.items()
        }
        if not is_page_build():
            return output
        output |= {"payload": self._payload, "place": self.place()}
        return output | ({"tables": self.tables} if self.live else {})


def _message(error):
    """The error as one line; NumPy hides what a tracer said behind an error of its own."""
    error = error.__cause__ if isinstance(error.__cause__, TypeError) else error
    return f"{type(error).__name__}: {error}"


def _as_json(values):
    arrays = np.ndarray | np.generic
    return {k: v.tolist() if isinstance(v, arrays) else v for k, v in values.items()}
