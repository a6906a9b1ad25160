"""The text of a program: a function that makes the frame function of the controls."""

import re
from functools import cache
from typing import NamedTuple

from ..modules import joined, tight
from .binary import module
from .packed import packed
from .tidy import tidy

# What a program may call; only what it does call is printed. JavaScript's own operators differ from
# NumPy's in the sign of remainders and in powers of one.
HELPERS = {
    "L": "(a,d,n,z)=>Float64Array.from({length:n},(_,i)=>i<n-1?a+d*i:z)",
    "W": "(a,b)=>a==1||a==-1&&Math.abs(b)==Infinity?1:Math.pow(a,b)",
    "R": "(a,b)=>{const m=a%b;return m==0?b<0?-0:0:m<0!=b<0?m+b:m}",
    "Q": "(a,b)=>{if(b==0)return a/b;const m=a%b,q=(a-m)/b-(m!=0&&m<0!=b<0),f=Math.floor(q);"
    "return q==0?0*(a/b):q-f>.5?f+1:f}",
    "A": "(a,b)=>a==b?a+Math.LN2:Math.max(a,b)+Math.log1p(Math.exp(-Math.abs(a-b)))",
    "H": "a=>{const b=buffer(a.length);b.set(a);return b}",
    "buffer": "n=>new Float64Array(n)",
}
FILES = ("uniform", "normal", "order", "rows", "product")  # of front/kernels
MACHINE = ("buffer", "product", "exp", "tanh", "rows", "quick")  # of front/machine.js, if long
OF_MACHINE = {
    f"(o,x0)=>{{for(let i=0;i<o.length;i++)o[i]=Math.{name}(x0[i])}}": name
    for name in ("exp", "tanh")
}
KERNEL = re.compile(r"\bk\d+(?=\()")  # where one is called


class Printed(NamedTuple):
    """A program as text; a long one makes a generator function, which yields what is done."""

    text: str
    long: bool = False
    data: tuple = ()  # what stands beside a long program: the texts that `packed` makes
    room: int = 0  # numbers in all buffers of a long one


def printed(program, slots):
    """The program whose frame function of the controls `p` returns the buffers `slots`."""
    if program.long_loops():
        tidy(program, slots)
    long = program.long_loops()
    answer = f"[{','.join(slots)}]"
    frame = _long_frame(program, long, answer) if long else _frame(program, answer)
    static = "".join(map(str, program.static.lines))
    own = OF_MACHINE if long else {}
    called = set(KERNEL.findall(static + frame))
    often = set(KERNEL.findall(frame)) if long else set()
    quick = {name: program.quick[name] for name in often & set(program.quick)}
    kernels = f'const q=quick("{_module(quick)}");' if quick else ""
    for (text, _), name in program.kernels.items():
        if name in called:
            kernels += f"const {name}={_chosen(name, own.get(text, text), quick)};"
    body = kernels + static + frame
    if body.count("buffer(") < 3 and not long:  # then its name costs more than it saves
        body = body.replace("buffer(", "new Float64Array(")
    given = MACHINE if long else ()
    names = [n for n in (*HELPERS, *FILES) if n not in given and re.search(rf"\b{n}\(", body)]
    helpers = "".join(f"const {name}={HELPERS[name]};" for name in names if name in HELPERS)
    text = _files(tuple(name for name in names if name in FILES)) + helpers + body
    if not long:
        return Printed(f"()=>{{{text}}}")
    data = tuple(map(packed, program.beside))
    room = sum(map(program.sizes.get, program.asked)) + sum(x.size for x in program.beside)
    room += sum(program.inside)
    return Printed(f"({{{','.join(MACHINE)}}},data)=>{{{text}}}", True, data, room)


def _module(quick):
    return module({name: function for name, (_, _, function) in sorted(quick.items())})


def _chosen(name, text, quick):
    """A kernel's text, before it that of the call of the same in WebAssembly."""
    if name not in quick:
        return text
    parameters, kinds, function = quick[name]
    pairs = zip(parameters, kinds, strict=True)
    handed = [each + ".byteOffset" * (kind == "i") for each, kind in pairs]
    handed += ["o.length"] * (len(function.parameters) > len(handed))
    return f"q?({','.join(parameters)})=>q.{name}({','.join(handed)}):{text}"


def _frame(program, answer):
    return f"return p=>{{{''.join(map(str, program.frame.lines))}return {answer}}}"


@cache
def _files(names):
    """Kernels of the front end as one line."""
    text = joined(*(f"kernels/{name}" for name in names)) if names else ""
    return tight(text.replace("\n", " "))


def _long_frame(program, long, answer):
    """A generator: it yields [what is done so far, its share] when `due()` says that it is time.

    What the last long loop has not done yet is NaN, and what follows is computed from that. While
    an earlier one runs there is no picture.
    """
    last, lines = long[-1], program.frame.lines
    at = lines.index(last)
    after = "".join(map(str, lines[at + 1 :]))
    text = [_stage(line, long) for line in lines[:at]]
    text += [f"{name}.fill(NaN);" for name in last.filled if name in program.asked]
    text += [*map(str, last.before), f"const picture=()=>{{{after}return {answer}}};"]
    text.append(last.text(_report("picture()", len(long) - 1, len(long))))
    return f"return function*(p,due){{{''.join(text)}return[picture(),1]}}"


def _stage(line, long):
    if line not in long:
        return str(line)
    before = "".join(map(str, line.before))
    return before + line.text(_report("null", long.index(line), len(long)))


def _report(picture, stage, count):
    def report(share):
        done = share if count == 1 else f"({stage}+{share})/{count}"
        return f"if(due())yield[{picture},{done}];"

    return report
