// Where networks are trained: in a worker, or, where there can be none, in the page itself.

/** @import { Answer, Job, Store } from "./trainer.js" */
/** @import { Kit, Payload } from "./types.js" */
/** @typedef {{run: (job: Job | null) => void, end: () => void}} Way */
/** @typedef {(answer: Answer) => void} Send */

/** What the programs of a payload are and need. @param {Payload} payload */
function programs({ variants, data = {} }) {
  const long = Object.entries(variants).flatMap(([key, { train }]) =>
    train ? [{ key, train }] : [],
  );
  /** @type {Store} */
  const store = { needs: {}, tables: data };
  for (const { key } of long) {
    const { room = 0, data = [] } = variants[key];
    store.needs[key] = { room, data };
  }
  return { long, store };
}

/**
 * A worker made of its own text, which works for a page opened from disk. It throws, or sends an
 * error, where a page may have none.
 * @param {Kit} kit @param {Payload} payload @param {Send} send
 * @returns {Way}
 */
export function atWork(kit, payload, send) {
  const { long, store } = programs(payload);
  const makes = long.map(({ key, train }) => `${JSON.stringify(key)}:${train}`);
  const text = `const makes={${makes.join(",")}},trainer=(${kit})();let run;onmessage=({data})=>{
if(run)run(data);else run=trainer(makes,data,(answer)=>
postMessage(answer,answer.arrays?.map((array)=>array.buffer)??[]))}`;
  const url = URL.createObjectURL(new Blob([text], { type: "text/javascript" }));
  const worker = new Worker(url);
  worker.onmessage = ({ data }) => send(data);
  worker.onerror = (event) => {
    event.preventDefault();
    send({ id: "", key: "", number: 0, error: event.message ?? "there can be no worker" });
  };
  worker.postMessage(store);
  const end = () => {
    worker.onmessage = worker.onerror = null;
    worker.terminate();
    URL.revokeObjectURL(url);
  };
  return { run: (job) => worker.postMessage(job), end };
}

/** @param {Kit} kit @param {Payload} payload @param {Send} send @returns {Way} */
export function here(kit, payload, send) {
  const { long, store } = programs(payload);
  const makes = Object.fromEntries(long.map(({ key, train }) => [key, train]));
  const run = kit()(makes, store, send);
  return { run, end: () => run(null) };
}
