// node values.mjs FORM.xml: what every node of a fresh form holds, as
// { "/data/name": value }.
import { readFileSync } from 'node:fs';
import { below, form, plain, say } from './engine.mjs';

const root = (await form(readFileSync(process.argv[2], 'utf8')))();
const values = {};
for (const node of below(root)) {
  if (node.currentState.children === null || node.currentState.children === undefined) {
    values[node.currentState.reference] = plain(node.currentState.value);
  }
}
say(values);
