"""What the tools leave broken is mended: names that are longer than their column."""

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
