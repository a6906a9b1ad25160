"""What the tools leave broken is mended: names longer than their column, titles that lead away."""

import repairs


def body_of(text):
    context = {"body": text}
    repairs.break_names(None, "", "", context, None)
    return context["body"]


def test_a_long_name_breaks_at_its_joints():
    cell = '<div class="oc-rules"><span class="pre">Ahead(torch.optim.SGD(lr=0.1))</span> a.b(c)'
    assert "Ahead(<wbr>torch.<wbr>optim.<wbr>SGD(<wbr>lr=0.1))" in body_of(cell)
    assert " a.b(c)" in body_of(cell)  # a sentence has spaces to break at


def test_names_elsewhere_are_left_alone():
    cell = '<span class="pre">Ahead(torch.optim.SGD)</span>'
    assert body_of(cell) == cell


def test_the_title_of_a_solution_opens_it_and_leads_nowhere():
    title = '<p class="admonition-title">{}<a class="reference internal" href="#x"> Exercise 1</a>'
    context = {"body": title.format("Solution to") + title.format("See")}
    repairs.open_solutions(None, "", "", context, None)
    plain = '<p class="admonition-title">Solution to Exercise 1'
    assert context["body"] == plain + title.format("See")
