/** The site and the API at one address, as they are deployed: the bank's own questions over a table in memory. */
import type { Server } from 'node:http';
import { CROSS_ORIGIN, isOfSite } from '../../../lambda/serverless-api/env.ts';
import type { HttpHandler } from '../../../lambda/shared/http/api.ts';
import { gatewayServer } from '../../../lambda/shared/http/gateway.ts';
import { apiInMemory } from '../api/api-in-memory.ts';
import { siteOn } from './made-site.ts';

export function siteAndApi(): Promise<Server> {
  const site = siteOn('2026-11-28').handler;
  const api = apiInMemory().handler;
  const handler: HttpHandler = (event) => (isOfSite(event.rawPath) ? site(event) : api(event));
  return gatewayServer(handler, CROSS_ORIGIN, 0);
}
