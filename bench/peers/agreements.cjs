// node agreements.cjs FOLDER COUNT, from the folder that has node_modules: js-yaml reads, ajv checks the structure. Prints {"refused": [numbers], "milliseconds": m}.
const fs = require('fs');
const from = require('module').createRequire(process.cwd() + '/x.js');
const yaml = from('js-yaml');
const Ajv = from('ajv');
const [, , folder, count] = process.argv;
const text = { type: 'string' };
const pattern = (p) => ({ type: 'string', pattern: p });
const map = (items) => ({ type: 'object', additionalProperties: items });
const list = (items) => ({ type: 'array', items });
const object = (properties, required = Object.keys(properties)) => ({ type: 'object', properties, required, additionalProperties: false });
const date = pattern('^\\d{4}-\\d\\d-\\d\\d');
const percent = pattern('%');
const money = pattern('^[A-Z]{3} [0-9.]+');
const schema = object({
  surety: pattern('^1$'), agreement: pattern('^[a-z0-9-]+$'), title: text, version: pattern('^[0-9]+$'), effective: date,
  parties: object({ provider: object({ name: text, contacts: map(text) }), customer: object({ name: text, tier: text, contacts: map(text) }) }),
  term: object({ from: date, to: date, 'time zone': text }),
  scope: object({
    calendars: map(object({ open: map(text), closed: list(date) })), services: map(object({ fee: money })),
    exclusions: map(object({ announced: text, 'at most': text, calendar: text })),
  }),
  metrics: map({
    oneOf: [
      object({ measures: { const: 'availability' }, of: text, 'observed by': text, every: text, 'leaves out': text }),
      object({ measures: { const: 'time' }, from: text, to: text, clock: text }),
    ],
  }),
  'service levels': map(object({ metric: text, per: { enum: ['month', 'quarter', 'year'] }, target: { anyOf: [percent, map(percent)] } })),
  reporting: map(object({ every: text, due: text, to: text })),
  escalation: object({
    ladders: map(object({ of: text, steps: list(map(text)) })), credits: map(object({ of: text, bands: list(map(percent)) })), cap: text, settlement: text,
    rights: map(object({ when: text, 'exercised within': text })), 'other terms': list(text),
  }),
});
const check = new Ajv({ allErrors: true, strict: false }).compile(schema);
const refused = [];
const start = process.hrtime.bigint();
for (let i = 0; i < +count; i++) {
  const content = fs.readFileSync(`${folder}/a${String(i).padStart(5, '0')}.yaml`, 'utf8');
  if (!check(yaml.load(content, { schema: yaml.FAILSAFE_SCHEMA }))) refused.push(i);
}
console.log(JSON.stringify({ refused, milliseconds: Number(process.hrtime.bigint() - start) / 1e6 }));
