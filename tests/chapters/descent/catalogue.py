"""Explorers of the chapter on gradient descent."""

from optcourse.chapters.descent import explorers

COMPILED = {
    "descent: a bracket closes": explorers.a_bracket_closes,
    "descent: shorter than best": explorers.shorter_than_best,
    "descent: the flow it follows": explorers.the_flow_it_follows,
    "descent: twelve points": explorers.twelve_points,
}
BANKED = {}
