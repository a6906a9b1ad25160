// The training of small networks by hand, with typed arrays and loops that do several things at
// once; products, tanh and exp are those of the page.

/** Softmax less targets over m, in place; z (m, n). */
function slopes(z, targets, m, n, exp) {
  for (let i = 0; i < m; i++) {
    let top = -Infinity;
    for (let j = i * n; j < (i + 1) * n; j++) top = Math.max(top, z[j]);
    for (let j = i * n; j < (i + 1) * n; j++) z[j] -= top;
  }
  exp(z, z);
  for (let i = 0; i < m; i++) {
    let total = 0;
    for (let j = i * n; j < (i + 1) * n; j++) total += z[j];
    for (let j = i * n; j < (i + 1) * n; j++) z[j] = (z[j] / total - targets[j]) / m;
  }
}

function addBias(z, bias, m, n) {
  for (let i = 0, at = 0; i < m; i++) for (let j = 0; j < n; j++) z[at++] += bias[j];
}

function columns(out, d, m, n) {
  out.fill(0);
  for (let i = 0, at = 0; i < m; i++) for (let j = 0; j < n; j++) out[j] += d[at++];
}

/** What stands in m rows of n from `at` on, turned. */
function turned(out, array, at, m, n) {
  for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) out[j * m + i] = array[at++];
}

function rowsOf(out, table, which, width) {
  for (let i = 0, at = 0; i < which.length; i++)
    for (let j = 0, p = which[i] * width; j < width; j++) out[at++] = table[p++];
}

const UPDATES = {
  sgd: (theta, g, _, rate) => {
    for (let j = 0; j < theta.length; j++) theta[j] -= rate * g[j];
  },
  momentum: (theta, g, { first }, rate) => {
    for (let j = 0; j < theta.length; j++) {
      first[j] = 0.9 * first[j] + g[j];
      theta[j] -= rate * first[j];
    }
  },
  adam: (theta, g, { first, second }, rate, k) => {
    const bias = 1 - 0.9 ** (k + 1);
    const root = Math.sqrt(1 - 0.999 ** (k + 1));
    for (let j = 0; j < theta.length; j++) {
      first[j] = 0.9 * first[j] + (1 - 0.9) * g[j];
      second[j] = 0.999 * second[j] + (1 - 0.999) * g[j] * g[j];
      theta[j] -= (rate * (first[j] / bias)) / (Math.sqrt(second[j]) / root + 1e-8);
    }
  },
};

/** θ and what a rule remembers, set back by `begin`. */
function parameters(buffer, start) {
  const [theta, grad, first, second] = [0, 0, 0, 0].map(() => buffer(start.length));
  const begin = () => {
    theta.set(start);
    first.fill(0);
    second.fill(0);
  };
  return { theta, grad, memory: { first, second }, begin };
}

function mlp({ buffer, product, exp, tanh }, { widths, batch, steps, rate, rule, ...given }) {
  const { theta, grad, memory, begin } = parameters(buffer, given.start);
  const last = widths.length - 1;
  const h = widths.map((width) => buffer(batch * width));
  const d = widths.map((width) => buffer(batch * width));
  const targets = buffer(batch * widths[last]);
  const across = buffer(Math.max(...widths) ** 2);
  const places = [];
  for (let l = 0, at = 0; l < last; l++) {
    const [inputs, outputs] = [widths[l], widths[l + 1]];
    const bias = at + inputs * outputs;
    places.push({ inputs, outputs, at, bias, end: bias + outputs });
    at = bias + outputs;
  }
  const forward = ({ inputs, outputs, at, bias, end }, l) => {
    const z = l + 1 === last ? d[last] : h[l + 1];
    product(z, h[l], theta, batch, inputs, outputs, [0, inputs, 1, 0], [at, outputs, 1, 0]);
    addBias(z, theta.subarray(bias, end), batch, outputs);
    if (l + 1 < last) tanh(z, z);
  };
  const backward = ({ inputs, outputs, at, bias, end }, l) => {
    const weights = grad.subarray(at, bias);
    product(weights, h[l], d[l + 1], inputs, batch, outputs, [0, 1, inputs, 0], [0, outputs, 1, 0]);
    columns(grad.subarray(bias, end), d[l + 1], batch, outputs);
    if (l === 0) return;
    turned(across, theta, at, inputs, outputs);
    product(d[l], d[l + 1], across, batch, outputs, inputs, [0, outputs, 1, 0], [0, inputs, 1, 0]);
    for (let j = 0; j < d[l].length; j++) d[l][j] *= 1 - h[l][j] * h[l][j];
  };
  return () => {
    begin();
    for (let k = 0; k < steps; k++) {
      const which = given.which.subarray(k * batch, (k + 1) * batch);
      rowsOf(h[0], given.inputs, which, widths[0]);
      rowsOf(targets, given.targets, which, widths[last]);
      places.forEach(forward);
      slopes(d[last], targets, batch, widths[last], exp);
      for (let l = last - 1; l >= 0; l--) backward(places[l], l);
      UPDATES[rule](theta, grad, memory, rate, k);
    }
    return theta;
  };
}

function rnn({ buffer, product, exp, tanh }, { length, hidden, batch, steps, rate, rule, ...given }) {
  const { theta, grad, memory, begin } = parameters(buffer, given.start);
  const n = hidden;
  const size = batch * n;
  const [w, a, b, v, c] = [n, n + n * n, 2 * n + n * n, 3 * n + n * n, 5 * n + n * n];
  const [x, states, d] = [buffer(batch * length), buffer((length + 1) * size), buffer(length * size)];
  const [z, targets, scratch] = [buffer(2 * batch), buffer(2 * batch), buffer(batch * length)];
  const [back, end] = [buffer(n * n), buffer(2 * n)];
  const part = (array, t) => array.subarray(t * size, (t + 1) * size);
  const [into, across] = [grad.subarray(0, w), grad.subarray(w, a)];
  const forward = () => {
    for (let t = 0; t < length; t++) {
      const now = part(states, t + 1);
      product(now, part(states, t), theta, batch, n, n, [0, n, 1, 0], [w, n, 1, 0]);
      for (let i = 0, at = 0; i < batch; i++) {
        const u = x[t * batch + i];
        for (let j = 0; j < n; j++) now[at++] += u * theta[j] + (theta[a + j] + theta[b + j]);
      }
      tanh(now, now);
    }
    product(z, part(states, length), theta, batch, n, 2, [0, n, 1, 0], [v, 2, 1, 0]);
    addBias(z, theta.subarray(c, c + 2), batch, 2);
  };
  const backward = () => {
    const top = part(states, length);
    product(grad.subarray(v, c), top, z, n, batch, 2, [0, 1, n, 0], [0, 2, 1, 0]);
    columns(grad.subarray(c, c + 2), z, batch, 2);
    turned(end, theta, v, n, 2);
    turned(back, theta, w, n, n);
    for (let t = length - 1; t >= 0; t--) {
      const [now, h] = [part(d, t), part(states, t + 1)];
      if (t === length - 1) product(now, z, end, batch, 2, n, [0, 2, 1, 0], [0, n, 1, 0]);
      else product(now, part(d, t + 1), back, batch, n, n, [0, n, 1, 0], [0, n, 1, 0]);
      for (let j = 0; j < size; j++) now[j] *= 1 - h[j] * h[j];
    }
    const rows = batch * length;
    product(into, x, d, 1, rows, n, [0, 1, 1, 0], [0, n, 1, 0]);
    product(across, states, d, n, rows, n, [0, 1, n, 0], [0, n, 1, 0]);
    columns(grad.subarray(a, b), d, rows, n);
    grad.copyWithin(b, a, b);
  };
  return () => {
    begin();
    for (let k = 0; k < steps; k++) {
      const which = given.which.subarray(k * batch, (k + 1) * batch);
      rowsOf(scratch, given.inputs, which, length);
      rowsOf(targets, given.targets, which, 2);
      for (let i = 0; i < batch; i++)
        for (let t = 0; t < length; t++) x[t * batch + i] = scratch[i * length + t];
      forward();
      slopes(z, targets, batch, 2, exp);
      backward();
      UPDATES[rule](theta, grad, memory, rate, k);
    }
    return theta;
  };
}

module.exports = { mlp, rnn };
