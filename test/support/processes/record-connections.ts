/**
 * Preloaded by NODE_OPTIONS into every Node process that a test starts: appends to RECORD_CONNECTIONS a line of JSON for
 * the process itself (`{"run": "…"}`), for each name it looks up and for each address it connects to (`{"to": "host:port"}`).
 */
import { appendFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
// The CommonJS objects, which are what Node itself and every package look into at the time of a call.
const dns = require('node:dns');
const dgram = require('node:dgram');
const { Socket } = require('node:net');

const append = appendFileSync;
const record = (line: object) => append(process.env.RECORD_CONNECTIONS as string, `${JSON.stringify(line)}\n`);

record({ run: process.argv.slice(1).join(' ') });

// biome-ignore lint/suspicious/noExplicitAny: functions of Node with overloads of every kind, handed on as they came
type AnyFunction = (this: unknown, ...args: any[]) => unknown;

function before(owner: Record<string, AnyFunction>, name: string, what: (...args: Parameters<AnyFunction>) => void) {
  const original = owner[name] as AnyFunction;
  owner[name] = function (...args) {
    what(...args);
    return original.apply(this, args);
  };
}

before(Socket.prototype, 'connect', (...args) => {
  // `net.connect` hands its arguments on as one array.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first.path) return;
  const { host = 'localhost', port } = typeof first === 'object' ? first : { host: second, port: first };
  record({ to: `${host}:${port}` });
});
before(dgram.Socket.prototype, 'send', (...args) => record({ to: `udp ${args.join(' ')}` }));
for (const api of [dns, dns.promises]) {
  for (const name of ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveSrv', 'resolveTxt', 'resolveAny']) {
    before(api, name, (host) => record({ lookedUp: host }));
  }
}
