// Starts ODK's own form engine without a browser. The packages lie where
// DH_ODK says (a folder with node_modules), so that nothing is installed into
// the repository.
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const tools = process.env.DH_ODK;
if (!tools) throw new Error('DH_ODK names no folder');
const require = createRequire(join(tools, 'package.json'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);

const { JSDOM } = await load('jsdom');
const { window } = new JSDOM('<!doctype html><html><body></body></html>', { url: 'http://localhost/' });
for (const name of Object.getOwnPropertyNames(window)) {
  if (name in globalThis || name.startsWith('_')) continue;
  try { globalThis[name] = window[name]; } catch { /* what is read-only stays */ }
}
// The parser of expressions inside the engine believes to be in CommonJS.
globalThis.__dirname ??= tools;
globalThis.require ??= require;
const engine = await load('@getodk/xforms-engine');

/** The form of an XForm, with the files it reads as `{ name: text }`; answers
 * with what starts a fresh interview. */
export async function form(xform, files = {}) {
  const fetchFormAttachment = async (url) => {
    const name = decodeURIComponent(String(url).split('/').pop());
    if (!(name in files)) return new Response('', { status: 404 });
    const type = name.endsWith('.csv') ? 'text/csv' : 'text/xml';
    return new Response(files[name], { status: 200, headers: { 'content-type': type } });
  };
  const loaded = await engine.loadForm(xform, { fetchFormAttachment, missingResourceBehavior: 'BLANK' });
  if (loaded.status === 'failure') throw new Error(`the engine refuses the form: ${loaded.error}`);
  return () => loaded.createInstance({ preloadProperties: { deviceID: 'dh:judge' } }).root;
}

/** Every node below one, in the order of the form. */
export function* below(node) {
  for (const child of node.currentState.children ?? []) {
    yield child;
    yield* below(child);
  }
}

/** A value as JSON holds it: whole numbers of the engine are BigInt. */
export const plain = (value) => {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (value?.latitude !== undefined) return `${value.latitude} ${value.longitude}`;
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) return value;
  return String(value);
};

/** Answers with JSON and ends: the engine keeps timers that would not. */
export function say(answer) {
  // A pipe takes 64 kB at a time, and an exit does not wait for the rest.
  let bytes = Buffer.from(JSON.stringify(answer));
  while (bytes.length > 0) {
    try { bytes = bytes.subarray(writeSync(1, bytes)); } catch (e) { if (e.code !== 'EAGAIN') throw e; }
  }
  process.exit(0);
}
