// From a button in the text to an explorer: what answers comes into sight, and there is a way back.
//
// A jump is an entry of the page's history. The entry that was left says so, and the new one says
// from where; so Back leads to the sentence, also after the page was loaded again.

/** @import { View } from "./view.js" */
/** @typedef {{from: number, id: string, link: number, y: number}} Jump where a button was on the screen */

const FOOT = 56; // pixels at the foot of the screen that the control of the way back takes

/** @type {(element: HTMLElement) => Promise<View | undefined>} */
let mount;
/** @type {{left?: number, jump?: Jump} | null} what the present entry of the history says */
let here;
/** @type {(() => void) | undefined} ends the offer of a way back */
let withdraw;

/** Follow the history of a page. @param {typeof mount} mounted */
export function follow(mounted) {
  mount = mounted;
  addEventListener("popstate", moved);
  moved();
}

/**
 * Scroll to an explorer, unless what answers is in sight; from a button that goes out of sight by it,
 * with a way back.
 * @param {HTMLElement} element @param {HTMLElement} [link]
 */
export function reveal(element, link) {
  const by = wayTo(element);
  if (link) close();
  if (link && by && leaves(link, by)) remember(element, link);
  scrollBy(0, by);
}

/** What the theme's header covers. */
const head = () =>
  Number.parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop) || 0;

/**
 * How far to scroll so that the drawings of an explorer, and what they say, are in sight: all from
 * its title on, where there is room; else from the drawings on; else, where drawings stick to the
 * head of the screen, down to what they say.
 * @param {HTMLElement} element
 */
function wayTo(element) {
  const [root, panels, said] = [".oc", ".oc-panels", ".oc-said"].map((name) =>
    element.querySelector(name),
  );
  const top = head();
  if (!root || !panels || !said) return element.getBoundingClientRect().y - top;
  const { y, bottom } = panels.getBoundingClientRect();
  const end = said.getBoundingClientRect().bottom;
  if (y > top - 10 && Math.max(bottom, end) <= innerHeight) return 0;
  const last = end - innerHeight + FOOT;
  const whole = root.getBoundingClientRect().y - top;
  if (whole >= last) return whole;
  const drawn = (panels.previousElementSibling ?? panels).getBoundingClientRect().bottom - top;
  return getComputedStyle(panels).position === "sticky" ? Math.max(drawn, last) : drawn;
}

/** Whether a button goes out of sight. @param {Element} link @param {number} by */
function leaves(link, by) {
  const { top, bottom } = link.getBoundingClientRect();
  return top - by < head() || bottom - by > innerHeight;
}

/** @returns {NodeListOf<HTMLElement>} the buttons in the text */
const links = () => document.querySelectorAll("a.oc-try");

/** @param {HTMLElement} element @param {HTMLElement} link */
function remember({ id }, link) {
  const jump = {
    from: Date.now(),
    id,
    link: [...links()].indexOf(link),
    y: link.getBoundingClientRect().y,
  };
  try {
    history.replaceState({ left: jump.from }, "");
    history.pushState({ jump }, "");
  } catch {
    return; // a browser may forbid it
  }
  here = history.state;
  offer(jump, link);
}

/** Another entry of the history is shown. */
function moved() {
  const was = here?.jump;
  here = history.state;
  withdraw?.();
  if (was && here?.left === was.from) returnTo(was);
  else if (here?.jump) offer(here.jump);
}

/** To exactly where a reader was. @param {Jump} jump */
function returnTo({ id, link, y }) {
  const button = links()[link];
  const element = document.getElementById(id);
  if (element) mount(element).then((view) => view?.moves?.full.show(false));
  if (!button?.getClientRects().length) return; // folded away: the browser knows the place
  const place = () => scrollBy({ top: button.getBoundingClientRect().y - y, behavior: "instant" });
  button.focus({ preventScroll: true });
  place();
  requestAnimationFrame(() => requestAnimationFrame(place)); // after what the browser does
}

/** A jump is over without a return: the reader went on. */
function close() {
  if (!history.state?.jump) return;
  history.replaceState(null, "");
  here = null;
  withdraw?.();
}

/**
 * Offer the way back beside an explorer, until it is taken or the button is in sight again.
 * @param {Jump} jump @param {HTMLElement} [from] a button that has just been pressed
 */
async function offer(jump, from) {
  const element = document.getElementById(jump.id);
  const link = links()[jump.link];
  const view = element && link && (await mount(element));
  const hidden = () => view && getComputedStyle(view.root).visibility === "hidden"; // not yet drawn
  while (hidden()) await new Promise(requestAnimationFrame);
  if (!view || here?.jump?.from !== jump.from) return;
  withdraw?.();
  const way = control(`Back to the text: ${link.textContent}`);
  view.root.prepend(way);
  if (from && [from, document.body].includes(/** @type {HTMLElement} */ (document.activeElement))) {
    view.root.tabIndex = -1;
    view.root.focus({ preventScroll: true }); // the next stop is the way back
  }
  const seen = whenBack(link);
  withdraw = () => {
    withdraw = undefined;
    seen.disconnect();
    way.remove();
    view.root.removeAttribute("tabindex");
  };
}

/** @param {string} name */
function control(name) {
  const way = document.createElement("div");
  way.className = "oc-way";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "← Back to the text";
  button.ariaLabel = name;
  button.onclick = () => history.back();
  way.append(button);
  return way;
}

/** Who has come back without the control needs it no longer. @param {Element} link */
function whenBack(link) {
  let gone = false;
  const observer = new IntersectionObserver(([{ isIntersecting }]) => {
    if (gone && isIntersecting) close();
    gone ||= !isIntersecting;
  });
  observer.observe(link);
  return observer;
}
