// SPDX-License-Identifier: BSD-2-Clause
// cloudevents.mjs - the official JavaScript SDK publishes; what the targets'
// files then hold must equal what the SDK was given, attribute by attribute
// and, in data, byte by byte, and must not depend on the mode.
//
//   node cloudevents.mjs PEERS URL DIRECTORY
//
// PEERS holds node_modules; each file of DIRECTORY is the target of one rule.
import { createRequire } from 'node:module';
import fs from 'node:fs';

const [peers, url, directory] = process.argv.slice(2);
const require = createRequire(peers + '/package.json');
const { CloudEvent, HTTP, Mode, emitterFor, httpTransport } =
    require('cloudevents');
let checks = 0;
let wrong = 0;

function check (holds, what, detail) {
    checks++;
    if (holds)
        return;
    wrong++;
    console.log(`FAILED: ${what}: ${detail ?? ''}`);
}

// What a shop's systems send; "text" is data as it must arrive.
const time = '2026-11-20T10:30:00.123Z';
const kinds = {
    placed: { type: 'order.placed', source: '/shops/sh-001/till/3', time,
        subject: 'SO 1/7', datacontenttype: 'application/json',
        storeno: '7', count: 7, express: true,
        data: { order: 'SO1', amount: 1250.5, items: [1, -2.5e-7, null],
            text: 'Käse "爆" \u2028 \ud83d\ude00 /' } },
    small: { type: 'order.placed', source: '/shops/sh-002/till/1', time,
        storeno: '12', count: -3, express: false,
        data: { order: 'SO2', amount: 3, items: [] } },
    text: { type: 'note', source: 'urn:x:1', time, data: 'just "text"',
        datacontenttype: 'text/plain' },
    array: { type: 'note', source: 'https://example.com/a?b=c', time,
        datacontenttype: 'application/vnd.shop+json; charset=utf-8',
        dataschema: 'https://example.com/schema/1',
        data: [{ a: 1 }, { a: 2 }] },
    xml: { type: 'note', source: '/xml', time,
        datacontenttype: 'application/xml', data: '<a b="c">\n\tü</a>' },
    bytes: { type: 'blob', source: '/bytes', time,
        datacontenttype: 'application/octet-stream',
        data: Buffer.from(Array.from({ length: 256 }, (_, i) => i)) },
    none: { type: 'ping', source: '/none', time }
};

function isJson (event) {
    const type = event.datacontenttype ?? 'application/json';
    return /^[^;]*[/+]json *(;|$)/.test(type);
}

// Attributes that are compared by their canonical text: in binary mode all are
// strings on the wire.
function attributes (object) {
    const result = {};
    for (const [name, value] of Object.entries(object))
        if (name !== 'data' && name !== 'data_base64' && value != null)
            result[name] = String(value);
    return result;
}

function compareData (line, object, sent, what) {
    const data = sent.data;
    if (data == null) {
        check(!('data' in object) && !('data_base64' in object), what, line);
    } else if (Buffer.isBuffer(data)) {
        check(object.data_base64 === data.toString('base64'), what, line);
    } else if (isJson(sent)) {
        check(line.includes(`"data":${JSON.stringify(data)}`), what, line);
    } else {
        const found = 'data_base64' in object
            ? Buffer.from(object.data_base64, 'base64').toString()
            : object.data;
        check(found === data, what, line);
    }
}

function compare (line, sent, what) {
    const object = JSON.parse(line);
    const want = attributes(sent);
    const have = attributes(object);
    // Data without a type is JSON; the SDK may say so on the way.
    if (!('datacontenttype' in want) && isJson(have))
        delete have.datacontenttype;
    const names = new Set([...Object.keys(want), ...Object.keys(have)]);
    for (const name of names)
        check(want[name] === have[name], `${what}: ${name}`,
            `sent ${want[name]}, arrived ${have[name]}`);
    compareData(line, object, sent, `${what}: data`);
}

async function post (headers, body) {
    const answer = await fetch(url, { method: 'POST', body, headers });
    check(answer.status === 202, 'status', answer.status);
}

async function publish (mode, events) {
    if (mode === 'batch')
        return post({ 'content-type': 'application/cloudevents-batch+json' },
            JSON.stringify(events.map((event) => event.toJSON())));
    const emit = emitterFor(httpTransport(url), {
        mode: mode === 'binary' ? Mode.BINARY : Mode.STRUCTURED });
    for (const event of events)
        if (mode === 'binary' && event.data == null)
            await post(HTTP.binary(event).headers); // its transport cannot
        else
            await emit(event);
}

function linesById (file) {
    const found = new Map();
    for (const line of fs.readFileSync(file, 'utf8').split('\n')) {
        if (line === '')
            continue;
        const id = JSON.parse(line).id;
        check(!found.has(id), `${id} in ${file}`, 'twice');
        found.set(id, line);
    }
    return found;
}

const modes = ['binary', 'structured', 'batch'];
const sent = new Map();
for (const mode of modes) {
    const events = [];
    for (const [kind, fields] of Object.entries(kinds)) {
        const event = new CloudEvent({ id: `${kind}-${mode}`, ...fields });
        sent.set(event.id, { ...fields, id: event.id, specversion: '1.0' });
        events.push(event);
    }
    await publish(mode, events);
}

const targets = new Map();
for (const name of fs.readdirSync(directory))
    targets.set(name, linesById(`${directory}/${name}`));
const all = targets.get('all.jsonl') ?? new Map();
for (const [id, fields] of sent) {
    check(all.has(id), `${id} arrived`, 'it did not');
    if (all.has(id))
        compare(all.get(id), fields, id);
}
check(all.size === sent.size, 'events that arrived', all.size);

// The same event goes the same ways in all modes, and each way is gone by some.
for (const [name, lines] of targets) {
    const ways = modes.map((mode) => Object.keys(kinds)
        .filter((kind) => lines.has(`${kind}-${mode}`)).join(' '));
    check(ways[0] === ways[1] && ways[1] === ways[2],
        `${name} alike in all modes`, JSON.stringify(ways));
    check(lines.size > 0, `${name} has events`, 'none');
}

console.log(`${checks} checks, ${wrong} failed, SDK ` +
    require('cloudevents/package.json').version);
process.exit(wrong === 0 ? 0 : 1);
