/**
 * Loaded into every task by NODE_OPTIONS. What the resolver of a VPC would answer is asked of the engine, each time, so
 * that a name leads to the writer there is now; and before a connection to such a name begins, whether packets come
 * through. Every name below amazonaws.com is the engine's, and has no address where it knows none; all others go the
 * usual way. Where loopback has one address, the engine says as well at which port of it an address listens (places.ts).
 */
import dns from 'node:dns';
import http from 'node:http';
import net from 'node:net';

const engine = process.env.CERTLAB_NAMES;
const own = process.env.HOST;
const oneLoopback = process.env.CERTLAB_ONE_LOOPBACK === '1';
/** What Linux waits for an answer to its first packet before it gives up (tcp(7), tcp_syn_retries). */
const GIVE_UP_MS = 127_000;

const { lookup } = dns;
const { connect } = net.Socket.prototype;
const { listen } = net.Server.prototype;

const isOurs = (host) => /\.amazonaws\.com$/i.test(host);

/** What is an address on AWS, and here one of the engine's. */
const isAddress = (host) => oneLoopback && /^127\.(?!0\.0\.1$)/.test(host);

/** The engine's answer, or false where it has none. */
const ask = (path, method = 'GET') =>
  new Promise((resolve) => {
    http
      .request(`${engine}/${path}`, { agent: false, method }, (response) => {
        let text = '';
        response.on('data', (data) => (text += data)).on('end', () => resolve(response.statusCode === 200 && text));
      })
      .on('error', () => resolve(false))
      .end();
  });

const failure = (what, code, host, port) => Object.assign(new Error(`${what} ${code} ${host}:${port}`), { code });

/** What is told to `connect` and `listen`, in any of their forms. */
function told(args) {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  const options = typeof first === 'object' && first ? first : { port: first, host: second };
  return { options, done: args.flat().findLast((each) => typeof each === 'function') };
}

/** The same options, leading to a port of the one address; undefined where nobody listens. */
async function placed(options, method) {
  const at = await ask(`places/${options.host}/${options.port}`, method);
  if (!at) return undefined;
  const [host, port] = at.split(':');
  return { ...options, host, port: Number(port) };
}

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

/** Why the connection cannot be; undefined where it begins. */
async function lead(socket, options, done) {
  const { host, port } = options;
  const address = isOurs(host) ? await ask(`names/${encodeURIComponent(host)}`) : host;
  if (!address) return failure('getaddrinfo', 'ENOTFOUND', host, port);
  const at = await placed({ ...options, host: address });
  if (!at) return failure('connect', 'ECONNREFUSED', host, port);
  if (!socket.destroyed) connect.call(socket, at, done);
  return undefined;
}

net.Socket.prototype.connect = function (...args) {
  const { options, done } = told(args);
  const { host, port } = options;
  if (typeof host !== 'string' || !(isOurs(host) ? own : isAddress(host))) return connect.apply(this, args);
  // What is written before waits for it.
  this.connecting = true;
  const asked = isOurs(host) ? ask(`paths/${own}/${encodeURIComponent(host)}/${port}`) : Promise.resolve('open');
  asked.then(async (path) => {
    if (this.destroyed) return;
    if (path === 'blocked') {
      // Packets that are dropped are not refused: nothing comes back.
      const waiting = setTimeout(() => this.destroy(failure('connect', 'ETIMEDOUT', host, port)), GIVE_UP_MS);
      this.once('close', () => clearTimeout(waiting));
    } else if (oneLoopback) {
      const error = await lead(this, options, done);
      if (error) this.destroy(error);
    } else connect.apply(this, args);
  });
  return this;
};

if (oneLoopback) {
  net.Server.prototype.listen = function (...args) {
    const { options, done } = told(args);
    if (options.host !== own) return listen.apply(this, args);
    placed(options, 'PUT').then((at) => {
      if (at) listen.call(this, at, done);
      else this.emit('error', failure('listen', 'EADDRNOTAVAIL', own, options.port));
    });
    return this;
  };
}
