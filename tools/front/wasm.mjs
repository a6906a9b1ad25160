// Write front/wasm.js, the bytes of front/wasm/machine.wat; with --check say whether it has them.
// Run from the project's root with the packages of package.json beside `node`.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import process from "node:process";

const require = createRequire(`${process.cwd()}/.venv-front/`);
const SOURCE = "optcourse/explore/front/wasm/machine.wat";
const BUILT = "optcourse/explore/front/wasm.js";

const { parseWat } = await require("wabt")();
const module = parseWat("machine.wat", readFileSync(SOURCE, "utf-8"), { simd: true });
module.validate();
const bytes = Buffer.from(module.toBinary({}).buffer).toString("base64");
const text = `// The bytes of wasm/machine.wat, by tools/front/wasm.mjs.\n\nexport const WASM =\n  "${bytes}";\n`;
if (!process.argv.includes("--check")) writeFileSync(BUILT, text);
else if (readFileSync(BUILT, "utf-8") !== text) {
  console.error(`${BUILT} is not what ${SOURCE} gives; run node tools/front/wasm.mjs`);
  process.exit(1);
}
