/**
 * Loaded into every task by NODE_OPTIONS. What the resolver of a VPC would answer is asked of the engine, each time, so
 * that a name leads to the writer there is now. Other names go the usual way.
 */
import dns from 'node:dns';
import http from 'node:http';

const engine = process.env.CERTLAB_NAMES;

const { lookup } = dns;

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
