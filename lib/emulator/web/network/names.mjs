/**
 * Loaded into every task by NODE_OPTIONS. What the resolver of a VPC would answer is asked of the engine, each time, so
 * that a name leads to the writer there is now; and before a connection to such a name begins, whether packets come
 * through. Every name below amazonaws.com is the engine's, and has no address where it knows none; all others go the
 * usual way.
 */
import dns from 'node:dns';
import http from 'node:http';
import net from 'node:net';

const engine = process.env.CERTLAB_NAMES;
const own = process.env.HOST;
/** What Linux waits for an answer to its first packet before it gives up (tcp(7), tcp_syn_retries). */
const GIVE_UP_MS = 127_000;

const { lookup } = dns;
const { connect } = net.Socket.prototype;

const isOurs = (host) => /\.amazonaws\.com$/i.test(host);

/** The engine's answer, or false where it has none. */
const ask = (path) =>
  new Promise((resolve) => {
    http
      .get(`${engine}/${path}`, { agent: false }, (response) => {
        let text = '';
        response.on('data', (data) => (text += data)).on('end', () => resolve(response.statusCode === 200 && text));
      })
      .on('error', () => resolve(false));
  });

dns.lookup = (name, options, done) => {
  const callback = done ?? options;
  const { all = false } = typeof options === 'object' && options !== null ? options : {};
  if (!isOurs(name)) return lookup.call(dns, name, options, done);
  ask(`names/${encodeURIComponent(name)}`).then((address) => {
    if (!address) {
      const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND', hostname: name });
      callback(error);
    } else if (all) callback(null, [{ address, family: 4 }]);
    else callback(null, address, 4);
  });
};

net.Socket.prototype.connect = function (...args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const { host, port } = typeof first === 'object' && first ? first : { port: first, host: second };
  if (typeof host !== 'string' || !isOurs(host) || !own) return connect.apply(this, args);
  // What is written before waits for it.
  this.connecting = true;
  ask(`paths/${own}/${encodeURIComponent(host)}/${port}`).then((path) => {
    if (this.destroyed) return;
    if (path !== 'blocked') return void connect.apply(this, args);
    // Packets that are dropped are not refused: nothing comes back.
    const late = Object.assign(new Error(`connect ETIMEDOUT ${host}:${port}`), { code: 'ETIMEDOUT' });
    const waiting = setTimeout(() => this.destroy(late), GIVE_UP_MS);
    this.once('close', () => clearTimeout(waiting));
  });
  return this;
};
