/** One health check, as the balancer makes it: over a connection of its own. */
import http from 'node:http';
import { agentTo, type Find } from '../network/places.ts';
import type { HealthCheck } from './model.ts';
import { matchesCode, type Target } from './targets.ts';

/** The code of why it failed, as `DescribeTargetHealth` has it; undefined where it passed. */
export function check({ address, port }: Target, health: HealthCheck, find: Find): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = http.get({
      host: address,
      port: health.port === 'traffic-port' ? port : Number(health.port),
      path: health.path,
      agent: agentTo(find),
      headers: { 'user-agent': 'ELB-HealthChecker/2.0', host: `${address}:${port}`, connection: 'close' },
    });
    // Until the last byte of its head, however slowly it sends.
    const late = setTimeout(() => {
      resolve('Target.Timeout');
      request.destroy();
    }, health.timeoutSeconds * 1_000);
    request.once('response', (response) => {
      clearTimeout(late);
      response.resume();
      resolve(matchesCode(health.matcher, response.statusCode as number) ? undefined : 'Target.ResponseCodeMismatch');
    });
    request.once('error', () => {
      clearTimeout(late);
      resolve('Target.FailedHealthChecks');
    });
  });
}
