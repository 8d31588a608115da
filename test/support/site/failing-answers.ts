/** What comes instead of an answer when something between a page and what it asks is broken. */
import type { Route } from 'playwright-core';

export const FAILING: Readonly<Record<string, (route: Route) => Promise<void>>> = {
  'a lost connection': (route) => route.abort(),
  'a failure (500)': (route) => route.fulfill({ status: 500, body: '{}' }),
  nothing: (route) => route.fulfill({ status: 200, body: '' }),
  // As a network does that wants a sign-in of its own.
  'a page of HTML': (route) =>
    route.fulfill({ contentType: 'text/html', body: '<!doctype html><title>Welcome to our hotel</title>' }),
};
