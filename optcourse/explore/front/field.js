// A function of the plane as shaded bands and contour lines, on a canvas.

/** Where each value stands among the levels: 0 at the first, 1 at the second, … (linear between). */
function rank(z, levels) {
  const top = levels.length - 1;
  return Float64Array.from(z, (value) => {
    if (Number.isNaN(value)) return NaN;
    if (value >= levels[top]) return top + Math.min(1, (value - levels[top]) / (levels[top] - levels[top - 1]));
    let k = 0;
    while (value >= levels[k + 1]) k++;
    return Math.max(-1, k + (value - levels[k]) / (levels[k + 1] - levels[k]));
  });
}

const toRGB = (text) => (text.trim().match(/^#(..)(..)(..)$/) || []).slice(1).map((pair) => parseInt(pair, 16));

/** Colours of the bands between two colours of the theme, as [r, g, b]. */
function bandColors(style, count, from = "--oc-low", to = "--oc-high") {
  const [low, high] = [toRGB(style.getPropertyValue(from)), toRGB(style.getPropertyValue(to))];
  return Array.from({ length: count }, (_, k) => low.map((v, i) => Math.round(v + (high[i] - v) * (k / (count - 1)))));
}

/** Shade bands and draw contour lines, of ranks on a grid {nx, ny} that fills the box. */
function drawField(canvas, ranks, grid, box, colors) {
  const image = shade(ranks, grid, box, colors);
  const context = canvas.getContext("2d");
  context.putImageData(image, 0, 0);
  context.strokeStyle = getComputedStyle(canvas).getPropertyValue("--oc-contour");
  context.lineWidth = canvas.width / box.width;
  context.stroke(contours(ranks, grid, box, canvas.width / box.width, colors.length - 1));
}

/** Bilinear interpolation of the ranks, a band's colour for each pixel. */
function shade(ranks, { nx, ny }, box, colors) {
  const width = Math.round(box.width * box.ratio), height = Math.round(box.height * box.ratio);
  const image = new ImageData(width, height);
  const flat = Uint32Array.from(colors, ([r, g, b]) => (255 << 24) | (b << 16) | (g << 8) | r);
  const pixels = new Uint32Array(image.data.buffer);
  for (let row = 0; row < height; row++) {
    const v = ((height - 1 - row) / (height - 1)) * (ny - 1), j = Math.min(v | 0, ny - 2), t = v - j;
    for (let column = 0; column < width; column++) {
      const u = (column / (width - 1)) * (nx - 1), i = Math.min(u | 0, nx - 2), s = u - i, at = j * nx + i;
      const low = ranks[at] * (1 - s) + ranks[at + 1] * s, high = ranks[at + nx] * (1 - s) + ranks[at + nx + 1] * s;
      const value = low * (1 - t) + high * t;
      if (value === value) pixels[row * width + column] = flat[Math.max(0, Math.floor(value) + 1)] ?? flat[flat.length - 1];
    }
  }
  return image;
}

/** Marching squares at the whole ranks 0 … count - 1. */
function contours(ranks, { nx, ny }, box, ratio, count) {
  const path = new Path2D();
  const toX = (i) => (i / (nx - 1)) * box.width * ratio, toY = (j) => (1 - j / (ny - 1)) * box.height * ratio;
  for (let j = 0; j + 1 < ny; j++) {
    for (let i = 0; i + 1 < nx; i++) {
      const a = ranks[j * nx + i], b = ranks[j * nx + i + 1], c = ranks[(j + 1) * nx + i + 1], d = ranks[(j + 1) * nx + i];
      const first = Math.ceil(Math.min(a, b, c, d)), last = Math.min(Math.max(a, b, c, d), count - 1);
      for (let level = Math.max(first, 0); level <= last; level++) {
        const cuts = [];
        if (a < level !== b < level) cuts.push([toX(i + (level - a) / (b - a)), toY(j)]);
        if (b < level !== c < level) cuts.push([toX(i + 1), toY(j + (level - b) / (c - b))]);
        if (c < level !== d < level) cuts.push([toX(i + (level - d) / (c - d)), toY(j + 1)]);
        if (d < level !== a < level) cuts.push([toX(i), toY(j + (level - a) / (d - a))]);
        for (let k = 0; k + 1 < cuts.length; k += 2) {
          path.moveTo(...cuts[k]);
          path.lineTo(...cuts[k + 1]);
        }
      }
    }
  }
  return path;
}
