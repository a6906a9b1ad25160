// What the front end is given by Python (spec.py, controls.py, explorer.py), and its own contracts.

import type { Picture, Row } from "./frames.js";
import type { Machine } from "./machine.js";
import type { Packed } from "./packed.js";
import type { Plane } from "./plane.js";
import type { Space } from "./space.js";
import type { trainer } from "./trainer.js";
import type { View } from "./view.js";

export type Numbers = number[] | Float64Array;
export type Vector = [number, number, number];

export interface Axis {
  label: string;
  lo: number;
  hi: number;
  log: boolean;
  ticks: [number, string][];
}

/** A mark: its style, and for each of its numbers the index of an array. */
export interface Mark {
  type: string;
  /** Which fields are numbers, and by which axis they are placed: `Channel.scale`. */
  data: Record<string, string>;
  /** The numbers in a text. */
  values?: Record<string, number>;
  // biome-ignore lint/suspicious/noExplicitAny: the fields of every mark
  [field: string]: any;
}

export interface Panel {
  x: Axis;
  y: Axis;
  marks: Mark[];
  title: string;
  aspect: number;
  /** Whether it keeps its proportions at any width. */
  rigid: boolean;
  /** Its title and legend, and those that it has at other choices. */
  headings: [string, Key[]][];
  /** What stands around its frame: left, right, top, bottom, in pixels. */
  edge: [number, number, number, number];
  /** Its sizes, of which explorer.css makes its height. */
  style: string;
}

/** A line of a legend. */
export interface Key {
  label: string;
  color: number | string;
  width: number;
  dash?: boolean;
  opacity?: number;
}

export interface DeepPanel extends Panel {
  z: Axis;
  view: [number, number];
}

export interface Readout {
  text: string;
  tone: string;
  values: Record<string, number>;
  when: number | null;
}

export interface Scene {
  panels: (Panel | DeepPanel)[];
  /** The sizes of the row of panels. */
  columns: string;
  readouts: Readout[];
  shapes: number[][];
  /** The arrays that no control moves. */
  fixed: number[];
}

/** The arrays of one frame, and what a mark draws it into. */
export interface Frame {
  arrays: Numbers[];
  get: (field: string) => Numbers;
  /** What the frame of the panel cuts off, and what may reach over it. */
  group: SVGGElement;
  over: SVGGElement;
  notes: SVGGElement;
}

/** A piece of a drawing in space; those farther away are painted first. */
export interface Piece {
  depth: number;
  paint: (context: CanvasRenderingContext2D) => void;
  /** Whether it shines through what hides it. */
  through?: boolean;
}

/** How a mark is drawn: one file of `marks/` each. */
export interface Drawing {
  /** In a panel with two axes. Called once for each panel; what it returns draws a frame. */
  plane?: (plane: Plane, mark: Mark) => (frame: Frame) => void;
  /** In a panel with three: the pieces of a frame. */
  space?: (space: Space, mark: Mark, get: (field: string) => Numbers) => Piece[];
  /** Its points can be asked for: the field of their heights. */
  ask?: string;
  /** Those of a table: x, y and the value of each cell, row by row. */
  spots?: (arrays: Numbers[], mark: Mark) => [number, number, number][];
}

interface AnyControl {
  name: string;
  label: string;
}

export interface SliderControl extends AnyControl {
  kind: "slider";
  low: number;
  high: number;
  step: number | null;
  count: number;
  log: boolean;
  start: number;
  value: number;
  spec: string;
  unit: string;
  texts: string[];
  play: boolean;
  /** Where there are few positions: a button for each. */
  options?: [string, string][];
  /** Where there are many: letters of the longest text. */
  wide?: number;
  /** At which values of choices it has no effect, and why. */
  off?: Record<string, string[]>;
  why?: string;
}

export interface ChoiceControl extends AnyControl {
  kind: "choice";
  options: [string, string][];
  /** Whether they need a menu on a phone. */
  many?: boolean;
  value: string;
}

export interface PointControl extends AnyControl {
  kind: "point";
  x: [number, number];
  y: [number, number];
  value: [number, number];
}

export type Control = SliderControl | ChoiceControl | PointControl;
export type Values = Record<string, unknown>;

/** An array over all frames, as bank.py packs it. */
export interface Slot {
  kind: "exact" | "linear" | "log";
  data: string;
  deps: number[];
  size: number;
  low: number;
  high: number;
  order: "entry" | "frame";
}

/** What a program that takes long has done: a picture, if there can be one, and the share. */
export type Done = [arrays: Numbers[] | null, share: number];

/** It pauses when `due` says so. */
export type Long = (
  machine: Machine,
  data: Float64Array[],
) => (values: Values, due: () => boolean) => Generator<Done, Done>;

/** What a worker is made of: trainer.js, with all that it imports. */
export type Kit = () => typeof trainer;

/** A scene at one setting of the choices: compiled, trained, or stored frame by frame. */
export interface Variant {
  spec: Scene;
  make?: () => (values: Values) => Numbers[];
  train?: Long;
  /** How many numbers it holds while it trains, and the names of its tables. */
  room?: number;
  data?: string[];
  bank?: Slot[];
}

export interface Payload {
  title: string;
  question: string;
  error?: string;
  /** States that have a name: what each sets of the controls. */
  presets?: [string, Values][];
  /** The longest readout, for which room is kept. */
  longest?: string;
  controls: Control[];
  variants: Record<string, Variant>;
  /** Of an explorer that trains: its tables, by names of their content. */
  data?: Record<string, Packed>;
}

/** Where the pictures of a view come from. */
export interface Source {
  at(rows: Row[]): Promise<Picture | undefined>;
  close(): void;
}

/** What anywidget gives a view of a kernel's explorer. */
export interface Model {
  // biome-ignore lint/suspicious/noExplicitAny: the state of a widget
  get(name: string): any;
  set(name: string, value: unknown): void;
  save_changes(): void;
  send(message: unknown): void;
  // biome-ignore lint/suspicious/noExplicitAny: messages of any kind
  on(name: string, listener: (...message: any[]) => void): void;
  // biome-ignore lint/suspicious/noExplicitAny: messages of any kind
  off(name: string, listener: (...message: any[]) => void): void;
}

declare global {
  var optcourse: {
    // made by the script that comes first
    /** `needs` are files that must be there too: what trains, and tables. */
    register(hash: string, content?: unknown, needs?: string[]): void;
    mount(element: HTMLElement, payload: Payload, model?: Model | null): View;
    stored(place: Element): Iterable<HTMLImageElement>;
    // made by jump.js, in a built page
    follow(mount: (element: HTMLElement) => Promise<View | undefined>): void;
    reveal(element: HTMLElement, link?: HTMLElement): void;
    // made by train.js, where an explorer trains
    trained(view: View): Source;
  };
}
