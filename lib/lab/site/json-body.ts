/** What a page sends to the lab: a JSON object. */
import { type LabRequest, Refused } from './lab-routes.ts';

/** @throws Refused */
export function jsonBody({ request, body }: LabRequest): Readonly<Record<string, unknown>> {
  if (!/^application\/json(?:\s*;|$)/i.test(request.headers['content-type'] ?? ''))
    throw refused(415, 'UnsupportedMediaType', 'Unsupported Media Type', 'Send JSON, as application/json.');
  try {
    const said: unknown = JSON.parse(body.toString());
    if (typeof said === 'object' && said !== null && !Array.isArray(said)) return said as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw refused(400, 'MalformedBody', 'Malformed Body', 'The body has to be a JSON object.');
}

export const refused = (status: number, code: string, title: string, sentence: string) =>
  new Refused({ status, code, title, sentence });
