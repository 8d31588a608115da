/** Requests that nobody means, for every API of ours: each has to answer them alike. */

/** What one API has for the requests to go to. */
export interface Places {
  /** A GET that answers 200, without parameters. */
  readonly good: string;
  /** A GET that answers 200 with a name as its last part. */
  readonly named: string;
  /** A POST that takes JSON. */
  readonly post: string;
  /** A body that it takes, and the status of its answer. */
  readonly body: object;
  readonly taken: number;
  /** The most bytes that it reads. */
  readonly maxBytes: number;
}

export interface OddRequest {
  readonly what: string;
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly status: number;
  /** Of the problem, where it is one. */
  readonly code?: string;
  /** Where the problem says that something is wrong. */
  readonly field?: string;
  readonly allow?: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const NOT_FOUND = { status: 404, code: 'NotFound' };
const MALFORMED = { status: 400, code: 'MalformedBody' };
const INVALID = { status: 422, code: 'InvalidRequest' };
const READS = 'GET, HEAD, OPTIONS';
const WRITES = 'POST, OPTIONS';

const paths = ({ good, named }: Places): OddRequest[] => {
  const end = (what: string, path: string) => ({ what, method: 'GET', target: path, ...NOT_FOUND });
  return [
    end('a coded # after a name', `${named}%23`),
    end('a coded # and more after a name', `${named}%23x`),
    end('a coded ? after a name', `${named}%3Fon=2026-01-01`),
    end('a coded ? after a path', `${good}%3F`),
    end('a coded \\ in a path', good.replace('/v1/', '/v1%5C')),
    end('a coded \\ after a name', `${named}%5C`),
    end('a coded line feed after a name', `${named}%0A`),
    end('a coded line feed before a path', `/%0A${good.slice(1)}`),
    end('a coded carriage return and line feed', `${named}%0D%0A`),
    end('a coded line separator', `${named}%E2%80%A8`),
    end('a coded tab', `${named}%09`),
    end('a coded space', `${named}%20`),
    end('a coded nothing', `${named}%00`),
    end('a coded byte that is no UTF-8', `${named}%FF`),
    end('a name coded twice', `${named}%2523`),
    end('half a code', `${named}%`),
    end('a coded byte order mark', `${named}%EF%BB%BF`),
    end('a slash too many at the end', `${named}/`),
    end('a slash too many at the beginning', `/${good}`),
    end('a way up', `/v1/x/..${good}`),
    end('a name of 9 KB', `${named}${'x'.repeat(9000)}`),
    end('the root', '/'),
    { what: 'a coded letter, which is that letter', method: 'GET', target: good.replace('v1', '%761'), status: 200 },
  ];
};

const parameters = ({ good, post, body }: Places): OddRequest[] => {
  const get = (what: string, query: string, field: string) => {
    return { what, method: 'GET', target: `${good}?${query}`, ...INVALID, field };
  };
  return [
    get('an unknown parameter', 'surprise=1', 'query.surprise'),
    get('a parameter without a value', 'surprise', 'query.surprise'),
    get('an unknown parameter, repeated', 'surprise=1&surprise=2', 'query.surprise'),
    get('a name of the prototype', '__proto__=1', 'query.__proto__'),
    get('a parameter in another case', 'ON=2026-01-01', 'query.ON'),
    get('thousands of them', Array.from({ length: 2400 }, (_, at) => `p${at}`).join('&'), 'query.p0'),
    {
      what: 'an unknown parameter of a POST',
      method: 'POST',
      target: `${post}?surprise=1`,
      headers: JSON_TYPE,
      body: Buffer.from(JSON.stringify(body)),
      ...INVALID,
      field: 'query.surprise',
    },
  ];
};

const bodies = ({ post, body, taken, maxBytes }: Places): OddRequest[] => {
  const good = JSON.stringify(body);
  const send = (what: string, text: string | Buffer, expected: object, headers: object = {}) => ({
    what,
    method: 'POST',
    target: post,
    headers: { ...JSON_TYPE, ...headers },
    body: Buffer.from(text),
    ...(expected as { status: number }),
  });
  const tooLarge = { status: 413, code: 'BodyTooLarge' };
  const otherType = { status: 415, code: 'UnsupportedMediaType' };
  return [
    send('a good body', good, { status: taken }),
    send('a byte order mark', `\ufeff${good}`, { status: taken }),
    send('two byte order marks', `\ufeff\ufeff${good}`, MALFORMED),
    send('UTF-16 that is not announced', Buffer.from(good, 'utf16le'), MALFORMED),
    send('UTF-16 that is announced', good, otherType, { 'content-type': 'application/json; charset=utf-16' }),
    send('bytes that are no UTF-8', Buffer.from([0x22, 0xff, 0x22]), MALFORMED),
    send('no body', '', MALFORMED),
    send('half a body', good.slice(0, -1), MALFORMED),
    send('two bodies', good + good, MALFORMED),
    send('null', 'null', { ...INVALID, field: 'body' }),
    send('a list', '[]', { ...INVALID, field: 'body' }),
    send('a number', '5', { ...INVALID, field: 'body' }),
    send('a text', '"text"', { ...INVALID, field: 'body' }),
    send('as much as is read', good.padEnd(maxBytes), { status: taken }),
    send('a byte more than is read', good.padEnd(maxBytes + 1), tooLarge),
    send('256 KB', good.padEnd(262_144), tooLarge),
    send('characters of two bytes, over the limit', `"${'é'.repeat(maxBytes / 2)}"`, tooLarge),
    send('another media type', good, otherType, { 'content-type': 'text/plain' }),
    send('a form', good, otherType, { 'content-type': 'application/x-www-form-urlencoded' }),
    send('compressed bytes', Buffer.from([31, 139, 8]), otherType, { 'content-encoding': 'gzip' }),
    send('a charset in capitals', good, { status: taken }, { 'content-type': 'Application/JSON; charset="UTF-8"' }),
  ];
};

const methods = ({ good, named, post }: Places): OddRequest[] => {
  const wrong = { status: 405, code: 'MethodNotAllowed' };
  const ask = (method: string, target: string, expected: object): OddRequest => ({
    what: `${method} where it ${'code' in expected ? 'is not taken' : 'is'}`,
    method,
    target,
    ...(expected as { status: number }),
  });
  return [
    ask('DELETE', good, { ...wrong, allow: READS }),
    ask('POST', good, { ...wrong, allow: READS }),
    ask('PUT', '/docs', { ...wrong, allow: READS }),
    ask('PATCH', named, { ...wrong, allow: READS }),
    ask('TRACE', good, { ...wrong, allow: READS }),
    ask('GET', post, { ...wrong, allow: WRITES }),
    ask('HEAD', post, { status: 405, allow: WRITES }),
    ask('DELETE', '/v1/nothing', NOT_FOUND),
    ask('OPTIONS', good, { status: 204, allow: READS }),
    ask('OPTIONS', post, { status: 204, allow: WRITES }),
    ask('OPTIONS', '/v1/nothing', NOT_FOUND),
    ask('HEAD', good, { status: 200 }),
  ];
};

const negotiation = ({ good, post, body }: Places): OddRequest[] => {
  const refused = { status: 406, code: 'NotAcceptable' };
  const get = { method: 'GET', target: good };
  return [
    { what: 'only HTML is taken', ...get, headers: { accept: 'text/html' }, ...refused },
    { what: 'JSON is refused', ...get, headers: { accept: 'application/json;q=0' }, ...refused },
    { what: 'anything is taken', ...get, headers: { accept: 'text/html, */*;q=0.1' }, status: 200 },
    { what: 'the caller has it already', ...get, headers: { 'if-none-match': '*' }, status: 304 },
    { what: 'the caller has another', ...get, headers: { 'if-none-match': 'W/"other"' }, status: 200 },
    {
      what: 'only HTML is taken, of a POST',
      method: 'POST',
      target: post,
      headers: { ...JSON_TYPE, accept: 'text/html' },
      body: Buffer.from(JSON.stringify(body)),
      ...refused,
    },
  ];
};

/** All of them, for the API that has these places. */
export const oddRequests = (places: Places): readonly OddRequest[] =>
  [paths, parameters, bodies, methods, negotiation].flatMap((make) => make(places));
