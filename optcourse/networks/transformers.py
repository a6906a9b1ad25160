"""Small transformers that predict the next word: one, as torch builds it, and many at once.

`Transformers([transformer(seed=s) for s in range(8)])` trains as every `Ensemble` does. The
words before the next one are examples: outputs and labels of m sequences of T words are m · T.
"""

from copy import deepcopy

import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils import parameters_to_vector

from optcourse.networks.ensembles import Ensemble
from optcourse.networks.ensembles.layers import Linear
from optcourse.networks.ensembles.stacks import existing
from optcourse.validation import whole


class Transformer(nn.Module):
    """Words X (m, T), whole numbers, to what follows each of them: (m · T, num_words) logits.

    Words and places are embedded and added; one layer of torch's, normalized before attention
    and before two linear maps with relu (`norm_first`); a last normalization and a linear map.
    No place sees a later one. Vaswani et al. (2017); Xiong et al. (2020).
    """

    def __init__(self, num_words, length, width, num_heads):
        super().__init__()
        self.words = nn.Embedding(num_words, width)
        self.places = nn.Embedding(length, width)
        self.layer = nn.TransformerEncoderLayer(
            width, num_heads, 4 * width, dropout=0.0, batch_first=True, norm_first=True
        )
        self.norm, self.last = nn.LayerNorm(width), nn.Linear(width, num_words)

    def forward(self, X):
        hidden = self.words(X) + self.places.weight[: X.shape[1]]
        hidden = self.layer(hidden, src_mask=later(X.shape[1], X.device))
        return self.last(self.norm(hidden)).flatten(0, 1)


def later(length, device=None):
    """Which places (T, T) a place, the row, must not see: those after it."""
    return torch.ones(length, length, dtype=torch.bool, device=device).triu(1)


@torch.no_grad()
def transformer(num_words=64, length=16, width=16, num_heads=2, seed=0, dtype=torch.float32):
    """A `Transformer` with seeded weights: matrices U(±1/√inputs), offsets 0, embeddings normal.

    ValueError for a size below 1, or a width that the heads do not divide.
    """
    sizes = {"num_words": num_words, "length": length, "width": width, "num_heads": num_heads}
    sizes = {name: whole(name, size, at_least=1) for name, size in sizes.items()}
    if width % num_heads:
        raise ValueError(f"width must be a multiple of num_heads {num_heads}, got {width}")
    with torch.device("meta"):  # draws nothing
        model = Transformer(**sizes).to(dtype)
    return _filled(model.to_empty(device="cpu"), whole("seed", seed))


def _filled(model, seed):
    generator = torch.Generator().manual_seed(seed)
    for layer in model.modules():
        for name, param in layer.named_parameters(recurse=False):
            bound = param[0].numel() ** -0.5
            if isinstance(layer, nn.Embedding):
                param.normal_(generator=generator)
            elif param.ndim == 2:
                param.uniform_(-bound, bound, generator=generator)
            else:
                param.fill_(float(isinstance(layer, nn.LayerNorm) and name == "weight"))
    return model


class Transformers(Ensemble):
    """N transformers of the same sizes: X (N, m, T), or (m, T) for all, to (N, m · T, num_words).

    `theta` and `params` as in `Ensemble`. ValueError if there are none, or if they differ.
    """

    def __init__(self, models, device="cpu"):
        models = list(models)
        if not models or any(_sizes(model) != _sizes(models[0]) for model in models):
            raise ValueError("models must hold at least one transformer, all of the same sizes")
        rows = [parameters_to_vector(model.parameters()).detach() for model in models]
        self.num_heads = models[0].layer.self_attn.num_heads
        self._template, self.input_shape = deepcopy(models[0]).cpu(), (None,)
        self._bind(torch.stack(rows).to(existing(device)))

    @property
    def num_outputs(self):
        return self._template.last.out_features

    def __call__(self, X):
        X = X.expand(self.size, *X.shape) if X.ndim == 2 else X
        words, places, *layer, scale, shift, weight, bias = self.params
        hidden = _looked_up(words, X) + places[:, None, : X.shape[2]]
        hidden = self._layer(hidden.flatten(1, 2), X.shape[2], *layer)
        return Linear.apply(_normalized(hidden, scale, shift), weight, bias)

    def _layer(self, hidden, length, *params):
        """Both parts, each added to what it was given: (N, m · T, width) → the same."""
        attention, (wide, bias, narrow, offset), norms = params[:4], params[4:8], params[8:]
        inner = _normalized(hidden, *norms[:2])
        hidden = hidden + attended(inner, length, self.num_heads, *attention)
        inner = Linear.apply(_normalized(hidden, *norms[2:]), wide, bias).relu()
        return hidden + Linear.apply(inner, narrow, offset)


def attended(hidden, length, num_heads, weight, bias, out_weight, out_bias):
    """Multi-head attention over sequences of `length`, no place seeing later ones, of N networks.

    `hidden` (N, m · T, d); `weight` (N, 3d, d) of queries, keys and values, as torch stacks them.
    softmax(Q Kᵀ/√(d/heads)) V a head: Vaswani et al. (2017), equation 1.
    """
    joint = Linear.apply(hidden, weight, bias)  # (N, m · T, 3d)
    heads = joint.unflatten(2, (3, num_heads, -1)).unflatten(1, (-1, length))
    query, key, value = heads.permute(3, 0, 1, 4, 2, 5).unbind()  # (N, m, heads, T, d / heads)
    scores = query @ key.mT * query.shape[-1] ** -0.5
    shares = scores.masked_fill(later(length, hidden.device), -torch.inf).softmax(-1)
    seen = (shares @ value).transpose(2, 3).flatten(3)
    return Linear.apply(seen.flatten(1, 2), out_weight, out_bias)


def _looked_up(table, rows):
    """Rows (N, m, T) of N tables (N, V, d): (N, m, T, d)."""
    first = torch.arange(len(table), device=rows.device)[:, None, None] * table.shape[1]
    return F.embedding(rows + first, table.flatten(0, 1))


def _normalized(hidden, scale, shift):
    """Layer normalization of (N, …, d) by N scales and shifts (N, d), as torch's."""
    return F.layer_norm(hidden, hidden.shape[-1:]) * scale[:, None] + shift[:, None]


def _sizes(model):
    return [param.shape for param in model.parameters()], model.layer.self_attn.num_heads
