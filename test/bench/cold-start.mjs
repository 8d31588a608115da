// One cold start, in a process of its own: imports the bundle named first, and asks its handler for the path named second, in
// the content coding named third, if any.
// Plain JavaScript, and nothing imported: what is counted is the bundle and Node, not the stripping of types.
const [, , bundle, path, coding] = process.argv;
const started = process.hrtime.bigint();
const { handler } = await import(bundle);
const result = await handler({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: '',
  headers: { accept: '*/*', host: 'api.example.org', ...(coding && { 'accept-encoding': coding }) },
  requestContext: { requestId: 'cold', domainName: 'api.example.org', http: { method: 'GET', path } },
  isBase64Encoded: false,
});
const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
/**
 * In KiB. The most that a process took is on Linux at first what the one had that forked it (`getrusage`), so that a large bench would
 * count as a large handler; `VmHWM` begins with this program.
 */
function peakKb() {
  const { existsSync, readFileSync } = process.getBuiltinModule('node:fs');
  const status = '/proc/self/status';
  const [, kept] = (existsSync(status) && /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(status, 'utf8'))) || [];
  return kept ? Number(kept) : process.resourceUsage().maxRSS;
}

process.stderr.write(
  JSON.stringify({
    milliseconds,
    peakKb: peakKb(),
    statusCode: result.statusCode,
    body: result.body,
  }),
);
process.exit(0);
