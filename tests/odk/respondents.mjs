// node respondents.mjs FORM.xml PLAN.json: people who answer the form, each
// question in its turn. The plan says how many, in which language, and of each
// question its kind, its states, numbers worth trying, the answers that
// conditions read and, for a gate, those that go on; `untouched` names what is
// left as the form fills it in; with `submissions` each person brings theirs.
// Answers that were given rarely so far come
// first, so that few people take every branch. Answers with
//   { people: [{ status, stuck, answers, asked, worked_out, texts }], given }
// where `answers` is what `dh walk --answers` reads, and `given` how often each
// answer was given, for a plan that goes on from there.
import { readFileSync } from 'node:fs';
import { below, form, plain, say } from './engine.mjs';

const xform = readFileSync(process.argv[2], 'utf8');
const plan = JSON.parse(readFileSync(process.argv[3], 'utf8'));
const isQuestion = (node) => ['input', 'select'].includes(node.nodeType) && !node.currentState.readonly;
const nameOf = (node) => node.currentState.reference.split('/').pop();

let state = plan.seed >>> 0;
const random = () => {
  // Mulberry32, by Tommy Ettinger (public domain).
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const oneOf = (list) => list[Math.floor(random() * list.length)];

const given = new Map(Object.entries(plan.given ?? {}));
const times = (question, answer) => given.get(`${question}=${answer}`) ?? 0;
const note = (question, answer) => given.set(`${question}=${answer}`, times(question, answer) + 1);
/** One of the answers, the rarely given ones more often. */
const rarely = (question, answers) => {
  const weights = answers.map((answer) => 1 / (1 + times(question, answer)) ** 3);
  let lot = random() * weights.reduce((a, b) => a + b, 0);
  for (let i = 0; i < answers.length; i++) if ((lot -= weights[i]) <= 0) return answers[i];
  return answers.at(-1);
};

const number = (question) => {
  const [low, high] = question?.range ?? [0, 100];
  const tries = (question?.numbers ?? []).filter((n) => n >= low && n <= high);
  const any = low + Math.floor(random() * (high - low + 1));
  return rarely(question?.id, [...tries, any, any]);
};
const place = () => `${(random() * 10).toFixed(5)} ${(30 + random() * 10).toFixed(5)} 0 5`;
const day = () => `20${10 + Math.floor(random() * 15)}-0${1 + Math.floor(random() * 9)}-1${Math.floor(random() * 10)}`;

/** The choice of a select. At a gate each answer that ends the interview is
 * given once; elsewhere what conditions read comes before the rest. */
function choice(name, question, choices) {
  const on = question?.keep_going?.filter((choice) => choices.includes(choice)) ?? [];
  if (on.length > 0) {
    const fresh = choices.filter((choice) => !on.includes(choice) && times(name, choice) === 0);
    return fresh.length > 0 && random() < 0.2 ? oneOf(fresh) : rarely(name, on);
  }
  const wanted = question?.wanted?.filter((choice) => choices.includes(choice)) ?? [];
  return rarely(name, wanted.length > 0 && random() < 0.9 ? wanted : choices);
}

/** Sets an answer that the question might get; what was chosen, for the count. */
function answer(node, question, attempt) {
  if (node.nodeType === 'select') {
    const choices = node.currentState.valueOptions.map((option) => option.value);
    const first = attempt > 3 ? oneOf(choices) : choice(nameOf(node), question, choices);
    if (node.selectType === 'select') {
      const more = attempt > 2 ? [] : choices.filter((choice) => choice !== first && random() < 0.2);
      node.selectValues([first, ...more]);
    } else {
      node.selectValue(first);
    }
    return first;
  }
  switch (node.valueType) {
    case 'int': { const n = number(question); node.setValue(BigInt(n)); return n; }
    case 'decimal': { const n = number(question); node.setValue(n); return n; }
    case 'date': { const d = day(); node.setValue(d); return d; }
    case 'time': node.setValue(oneOf(['10:30:00.000+03:00', '21:05:00.000+03:00', '00:00:00.000+03:00'])); return 'time';
    case 'geopoint': node.setValue(place()); return 'place';
    default: node.setValue(oneOf(['alpha', 'bravo', 'delta 7', "it's"])); return 'text';
  }
}

/** Whether a question that allows states is left without an answer. */
const leaves = (question) => {
  if (!question?.states?.length || question.select) return false;
  return rarely(question.id, ['(answer)', '(answer)', '(none)']) === '(none)';
};

async function respondent() {
  const root = fresh();
  if (plan.language) {
    const language = root.languages.find((l) => l.language === plan.language);
    if (!language) throw new Error(`the form has no language ${plan.language}`);
    root.setLanguage(language);
  }
  const seen = new Set(), stuck = [];
  const meet = (node) => {
    const question = plan.questions[nameOf(node)];
    if (plan.untouched?.includes(nameOf(node))) return;
    if (leaves(question)) { note(question.id, '(none)'); return; }
    let valid = false, chosen = null;
    for (let attempt = 0; attempt < 60 && !valid; attempt++) {
      chosen = answer(node, question, attempt);
      valid = node.validationState.constraint.valid;
    }
    if (valid) { note(nameOf(node), chosen); if (!question?.select) note(nameOf(node), '(answer)'); }
    else stuck.push(node.currentState.reference);
  };
  // Once more from the front until nothing is new: an answer may open what
  // stands before it.
  for (let met = true; met;) {
    met = false;
    for (const node of below(root)) {
      if (seen.has(node) || !node.currentState.relevant) continue;
      if (node.nodeType === 'repeat-range:uncontrolled') {
        seen.add(node);
        const more = Math.floor(random() * 4);
        if (more > 0) node.addInstances(undefined, more);
      } else if (isQuestion(node)) {
        seen.add(node);
        meet(node);
        met = true;
      }
    }
  }
  const payload = await root.prepareInstancePayload({ payloadType: 'monolithic' });
  const violations = (payload.violations ?? []).map((v) => v.reference);
  const xml = plan.submissions ? await payload.data[0].get('xml_submission_file').text() : undefined;
  return { status: payload.status, stuck, violations, xml, ...held(root) };
}

/** What the form holds, as a walk reads it, and what was reached. */
function held(root) {
  const answers = {}, asked = [], worked_out = {}, texts = {};
  const rows = (node) => node.currentState.children.map((row) => {
    const into = {};
    collect(row, into, (name) => `${nameOf(node)}/${name}`);
    return into;
  });
  function collect(from, into, called) {
    const nodes = [...(from.currentState.children ?? [])];
    const values = {};
    for (const node of nodes) {
      if (!node.currentState.relevant) continue;
      const name = nameOf(node);
      if (node.nodeType.startsWith('repeat-range')) { into[name] = rows(node); continue; }
      if (node.currentState.children) { collect(node, into, called); continue; }
      values[name] = plain(node.currentState.value);
      if (isQuestion(node) || plan.questions[name]) {
        if (plan.questions[name]?.worked_out) { worked_out[called(name)] = values[name]; continue; }
        if (!plan.questions[name]) continue;
        asked.push(called(name));
        texts[called(name)] = node.currentState.label?.asString ?? null;
      }
    }
    for (const [name, value] of Object.entries(values)) {
      const question = plan.questions[name];
      if (!question || question.worked_out) continue;
      const empty = value === null || value === '' || (Array.isArray(value) && value.length === 0);
      if (empty) { into[name] = [values[`${name}_state`]].flat()[0] ?? null; continue; }
      const one = Array.isArray(value) ? value : [value];
      if (question.select && question.states.includes(one[0])) into[name] = one[0];
      else into[name] = question.kind === 'select_one' ? one[0] : value;
      if (question.kind === 'time') into[name] = String(into[name]).slice(0, 5);
    }
  }
  collect(root, answers, (name) => name);
  return { answers, asked, worked_out, texts };
}

const fresh = await form(xform, plan.files ?? {});
const people = [];
for (let i = 0; i < plan.people; i++) people.push(await respondent());
say({ people, given: Object.fromEntries(given) });
