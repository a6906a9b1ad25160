"""What is done to a long program before it is printed: less to do, and fewer loops to do it in."""

from collections import Counter

from .fused import Fill, Fused
from .lines import Take

SHORT = 20  # a loop of so many times fewer iterations than the longest is a part of each picture


def tidy(program, slots):
    """Leave out what nothing reads of what a frame computes, and let what can walk together."""
    live = _live(program, slots)
    program.asked &= live
    program.static.lines = [line for line in program.static.lines if _kept(line, live)]
    reads = Counter()
    program.frame.lines = _cleared(program.frame.lines, live)
    _watch(program.long_loops())
    _count(program.static.lines + program.frame.lines, reads)
    reads.update(slots)
    program.frame.lines = _walked(program, program.frame.lines, reads)


def _watch(loops):
    """A page waits for loops up to the last that takes long; short ones behind it show its end."""
    most = max((loop.iterations for loop in loops), default=0)
    while loops and SHORT * loops[-1].iterations < most:
        loops.pop().long = False


def _kept(line, live):
    return not line.writes or any(name in live for name in line.writes)


def _all(lines):
    for line in lines:
        yield line
        yield from _all([*line.before, *line.lines])


def _live(program, slots):
    """The names that the slots depend on."""
    live, waiting = set(), list(slots)
    needs = {}
    for line in _all(program.static.lines + program.frame.lines):
        for name in line.writes:
            needs.setdefault(name, set()).update(line.reads)
    while waiting:
        name = waiting.pop()
        if name not in live:
            live.add(name)
            waiting += needs.get(name, ())
    return live


def _cleared(lines, live):
    lines = [line for line in lines if _kept(line, live)]
    for line in lines:
        line.before, line.lines = _cleared(line.before, live), _cleared(line.lines, live)
    return lines


def _count(lines, reads):
    for line in _all(lines):
        if not line.lines:
            reads.update(line.reads)


def _walked(program, lines, reads):
    """Lines in an order in which those that fill alike stand together, and these as one."""
    for line in lines:
        line.lines = _walked(program, line.lines, reads)
    found, part = [], []
    for line in lines:
        part.append(line)
        if line.long:  # what stands behind a long loop is computed for each picture
            found += [*_grouped(program, part[:-1], reads), line]
            part = []
    return _in_place(program, found + _grouped(program, part, reads), reads)


def _in_place(program, lines, reads):
    """What a state becomes is stored where the state stands, if nothing reads that any more."""
    for take in [line for line in lines if isinstance(line, Take)]:
        made = [k for k, line in enumerate(lines) if take.name in line.writes]
        if len(made) == 1 and isinstance(line := lines[made[0]], Fused):
            alone = reads[take.name] - sum(take.name in each.reads for each in line.members) == 1
            free = alone and line.evenly(take.store)
            if free and not _needs(program, lines[made[0] + 1 :], take):
                line.stores(take.name, take.store)
                lines.remove(take)
                program.asked.discard(take.name)
    return lines


def _needs(program, lines, take):
    """Whether lines need a state's store as it was, or may show it."""
    others = [line for line in lines if not line.ends]  # at the end it is wanted as it will be
    return any(line.long or take.store in _touched(program, line)[0] for line in others)


def _grouped(program, lines, reads):
    waits, found = _waits(program, lines), []
    while waits:
        ready = [k for k, on in waits.items() if not on]
        plain = [k for k in ready if not isinstance(lines[k], Fill)]
        group = plain or _group(lines, waits, ready[0])
        members = [lines[k] for k in group]
        found += members if plain else [_together(program, members, reads)]
        for k in group:
            del waits[k]
        for on in waits.values():
            on.difference_update(group)
    return found


def _group(lines, waits, first):
    """The fills that may walk with `first`, itself among them."""
    group = [first]
    for k in waits:
        fits = k > first and isinstance(lines[k], Fill) and waits[k] <= set(group)
        if fits and lines[k].joins([lines[j] for j in group]):
            group.append(k)
    return group


def _together(program, members, reads):
    """One loop; a name that its members alone read is no longer stored."""
    within = Counter(name for each in members for name in set(each.reads))
    total = {each.out: reads[each.out] - within[each.out] for each in members}
    read = {name for name, count in total.items() if count}
    program.asked -= set(total) - read
    return Fused(program, members, read)


def _waits(program, lines):
    """Line number → the numbers of those that must come before it."""
    waits, wrote, seen = {}, {}, {}
    for k, line in enumerate(lines):
        reads, writes = _touched(program, line)
        before = {wrote[name] for name in reads | writes if name in wrote}
        before |= {j for name in writes for j in seen.get(name, ())}
        waits[k] = set(range(k)) if line.ends else before
        for name in reads:
            seen.setdefault(name, set()).add(k)
        for name in writes:
            wrote[name], seen[name] = k, set()
    return waits


def _touched(program, line):
    """What a line and those in it read and write; a part of an array is the array."""
    reads, writes = set(), set()
    for each in _all([line]):
        reads |= {name for read in each.reads for name in (read, program.parts.get(read, read))}
        writes |= set(each.writes)
    return reads, writes
