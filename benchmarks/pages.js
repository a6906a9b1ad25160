// Training as a page does it, in Node: compiled programs, and the same work written by hand. Reads
// one line of JSON after another: {name, front, program, data, room} or {name, front, written, job}
// gets a task ready, {run: name} does it and answers its numbers, as base64.

const written = require("./written.js");

const tasks = {};
const bytes = (array) => Buffer.from(Float64Array.from(array).buffer).toString("base64");
const numbers = (text) => {
  const raw = Buffer.from(text, "base64");
  return Float64Array.from(new Float64Array(raw.buffer.slice(raw.byteOffset, raw.byteOffset + raw.length)));
};

async function ready({ front, room, program, data, slot, values, job }) {
  const { machine, unpacked } = (0, eval)(`(() => {${front}; return { machine, unpacked }})()`);
  const means = machine(room);
  if (job) {
    const arrays = Object.entries(job.arrays).map(([name, text]) => [name, numbers(text)]);
    return written[job.kind](means, { ...job, ...Object.fromEntries(arrays) });
  }
  const tables = (0, eval)(`[${data}]`).map((entry) => unpacked(entry, means.buffer));
  const frame = (0, eval)(`(${program})`)(means, await Promise.all(tables));
  return () => frame(values, () => false).next().value[0][slot];
}

async function answer(line) {
  const { run, name, ...task } = JSON.parse(line);
  if (!run) tasks[name] = await ready(task);
  return run ? bytes(tasks[run]()) : "ready";
}

let queue = Promise.resolve();
require("readline")
  .createInterface({ input: process.stdin })
  .on("line", (line) => {
    queue = queue.then(() => answer(line)).then((text) => console.log(text));
  });
