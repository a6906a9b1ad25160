// Runs the programs that take long: in a worker, or in slices between what else a page does.

import { machine } from "./machine.js";
import { unpacked } from "./packed.js";

/** @import { Packed } from "./packed.js" */
/** @import { Long, Numbers, Values } from "./types.js" */

/**
 * What is to be trained: the program of some choices, at some values of the other controls. Jobs
 * are numbered from 1; those alike have one `id`.
 * @typedef {{id: string, key: string, number: number, values: Values}} Job
 */
/**
 * What is done of a job: a picture, if there can be one, and the share. Number 0 is no job's.
 * @typedef {{id: string, key: string, number: number, done?: boolean, share?: number, arrays?: Numbers[], error?: string}} Answer
 */
/**
 * What programs need, by choices: how many numbers in all, and which tables.
 * @typedef {{needs: Record<string, {room: number, data: string[]}>, tables: Record<string, Packed>}} Store
 */

const FIRST = 12; // milliseconds until the first picture of a job
const NEXT = 30; // and from one to the next
const SOON = 4; // and until one is asked for again where there could be none

/**
 * A function that does one job at a time; a newer one, or null, ends an older one.
 * @param {Record<string, Long>} makes the programs, by choices
 * @param {Store} store
 * @param {(answer: Answer) => void} send
 */
export function trainer(makes, store, send) {
  /** @type {{key: string, frame: ReturnType<Long>} | null} only one: its memory is large */
  let open = null;
  let turn = 0;
  let last = Promise.resolve();
  /** @param {string} key */
  const opened = async (key) => {
    if (open?.key === key) return open.frame;
    open = null;
    const { room, data } = store.needs[key];
    const means = machine(room);
    const numbers = data.map((name) => unpacked(store.tables[name], means.buffer));
    open = { key, frame: makes[key](means, await Promise.all(numbers)) };
    return open.frame;
  };
  /** @param {Job} job @param {number} mine */
  const train = async ({ values, ...job }, mine) => {
    if (turn !== mine) return;
    const frame = await opened(job.key);
    let next = performance.now() + FIRST;
    const work = frame(values, () => performance.now() >= next);
    while (turn === mine) {
      const { value, done } = work.next();
      const arrays = value[0]?.map((array) => Float64Array.from(array));
      send({ ...job, done, share: value[1], arrays });
      if (done) return;
      await pause();
      next = performance.now() + (arrays ? NEXT : SOON);
    }
  };
  /** @param {Job | null} job */
  return (job) => {
    const mine = ++turn;
    if (!job) return;
    const failed = (/** @type {Error} */ { message }) => send({ ...job, error: message });
    last = last.then(() => train(job, mine)).catch(failed);
  };
}

/** Lets messages, clicks and paints come between. @returns {Promise<unknown>} */
const pause = () =>
  new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = resolve;
    port2.postMessage(0);
  });
