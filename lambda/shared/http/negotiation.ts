/** What a caller accepts, media types (RFC 9110, 12.5.1) and content codings (12.5.3), and what it has already (13.1.2). */

export type Coding = 'br' | 'gzip' | 'identity';

/** Whether a response of `mediaType` may be sent; no `Accept` header accepts everything. */
export function acceptsMediaType(accept: string | undefined, mediaType: string): boolean {
  if (accept === undefined || accept === '*/*') return true;
  const [type] = mediaType.split('/');
  const weights = weightsOf(accept);
  const weight = weights.get(mediaType) ?? weights.get(`${type}/*`) ?? weights.get('*/*') ?? 0;
  return weight > 0;
}

/** The coding to send `bytes` of text in: the caller's favourite, Brotli among equals, and none where it cannot pay. */
export function chooseCoding(acceptEncoding: string | undefined, bytes: number): Coding {
  if (!acceptEncoding) return 'identity';
  const weights = weightsOf(acceptEncoding);
  const others = weights.get('*');
  const weightOf = (coding: Coding) =>
    weights.get(coding) ?? (coding === 'identity' ? (others ?? 0.001) : (others ?? 0));
  // A refusal of `identity` is rare, and then even a short text is compressed.
  if (bytes < ONE_PACKET && weightOf('identity') > 0) return 'identity';
  const best = Math.max(weightOf('br'), weightOf('gzip'), weightOf('identity'));
  return best === 0 ? 'identity' : weightOf('br') === best ? 'br' : weightOf('gzip') === best ? 'gzip' : 'identity';
}

/** Below the payload of one packet on an Ethernet path compression saves no round trip and costs both sides time. */
const ONE_PACKET = 1400;

/** RFC 9110, 13.1.2: If-None-Match compares weakly, takes a list, and `*` for any. @param etag a weak one, `W/"…"` */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',').some((known) => known.trim().replace(/^W\//, '') === etag.slice(2));
}

/** The members of an `Accept` or `Accept-Encoding` list, in lower case, with their weights; a bad weight counts as 0. */
function weightsOf(header: string): ReadonlyMap<string, number> {
  return new Map(
    header.split(',').map((member) => {
      const [name = '', ...parameters] = member.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return [name, weight === undefined ? 1 : Number(weight.slice(2)) || 0] as const;
    }),
  );
}
