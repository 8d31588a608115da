/** Requests at a steady pace, each on a connection of its own, as of callers who know nothing of one another. */
import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Answered {
  /** 0 where there was no answer. */
  readonly status: number;
  readonly body: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly ms: number;
}

/** @param options with `body`, what is sent */
export function get(
  url: string,
  { body: sent, ...options }: http.RequestOptions & { readonly body?: string } = {},
): Promise<Answered> {
  const began = performance.now();
  return new Promise((resolve) => {
    const request = http.request(url, { agent: false, ...options }, (response) => {
      let body = '';
      response.on('data', (data) => (body += data));
      response.on('close', () => {
        const { statusCode = 0, headers } = response;
        resolve({ status: statusCode, body, headers, ms: performance.now() - began });
      });
    });
    request.on('error', (error) =>
      resolve({ status: 0, body: error.message, headers: {}, ms: performance.now() - began }),
    );
    request.end(sent);
  });
}

/** Begins to send until it is stopped, which gives all answers. */
export function traffic(url: string, perSecond: number) {
  const answers: Promise<Answered>[] = [];
  let going = true;
  const done = (async () => {
    while (going) {
      answers.push(get(url));
      await sleep(1_000 / perSecond);
    }
  })();
  return {
    stop: async () => {
      going = false;
      await done;
      return Promise.all(answers);
    },
  };
}

export const failures = (answers: readonly Answered[]) => answers.filter(({ status }) => status !== 200);
