/**
 * What the exam room answers to candidates, as far as probes ask: a small model of its program, whose own needs PostgreSQL. What
 * it is told, what reaches its database and its cache, and which password it knows decide what comes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { comesThrough } from './late-network.ts';
import type { LateService, Task } from './late-service.ts';

export const WRITER = 'exams.cluster-1.us-east-1.rds.amazonaws.com';
export const READER = 'exams.cluster-ro-1.us-east-1.rds.amazonaws.com';
export const CACHE = 'exams.cache.amazonaws.com:6379';

/** Of the program (app/database.ts, app/results.ts), in milliseconds. */
const UNUSED_ENDS = 10_000;
const BOARD_KEPT = 5_000;
/** Balancer and program wait longer than a probe does, which in fake time cannot give up: they answer just before. */
const WAITED = 9_000;

interface Sitting {
  readonly cohort: string;
  chosen: string | null;
}

export interface Around {
  readonly service: LateService;
  /** The version of the password that the database takes at this moment. */
  readonly password: () => number;
  /** Whether the role of the program may read the secret now. */
  readonly mayReadSecret: () => boolean;
}

export class LateExamRoom {
  /** Cohort of each candidate, by token. */
  readonly #candidates = new Map<string, string>();
  readonly #sittings = new Map<string, Sitting>();
  readonly #results = new Map<string, number>();
  readonly #boards = new Map<string, { readonly text: string; readonly until: number }>();
  /** What each task knows: a password, and when its connection was last used. */
  readonly #connections = new Map<string, { version: number; usedAt: number }>();
  #made = 0;

  readonly around: Around;

  constructor(around: Around) {
    this.around = around;
  }

  /** Through the balancer. */
  async answer(path: string, { method = 'GET', headers, body }: RequestInit): Promise<Response> {
    const { service } = this.around;
    const task = service.next();
    if (!task) return new Response(null, { status: 503 });
    if (!service.isReached(8080)) {
      await sleep(WAITED);
      return new Response(null, { status: 504 });
    }
    const cookie = service.settings.inEffect('targets').attributes['stickiness.enabled'] === 'true';
    const answer = await this.#byTask(task, `${method} ${path}`, headers as Record<string, string>, String(body ?? ''));
    if (cookie) answer.headers.append('set-cookie', 'AWSALB=task; Path=/');
    answer.headers.set('cache-control', 'no-store');
    return answer;
  }

  async #byTask(task: Task, asked: string, headers: Record<string, string>, body: string): Promise<Response> {
    if (asked === 'GET /') return new Response('Join a cohort', { status: 200 });
    if (!this.#reachesDatabase(task, { toWrite: !asked.startsWith('GET') })) {
      await sleep(WAITED);
      return Response.json({ code: 'TryAgain' }, { status: 503 });
    }
    if (asked === 'POST /v1/candidates') {
      const token = this.#name('token');
      this.#candidates.set(token, JSON.parse(body).cohort);
      return Response.json({ token }, { status: 201 });
    }
    const cohort = this.#candidates.get(headers.authorization?.replace('Bearer ', '') ?? '');
    if (cohort === undefined) return Response.json({ code: 'NotSignedIn' }, { status: 401 });
    if (asked === 'POST /v1/sittings') {
      const id = this.#name('sitting');
      this.#sittings.set(id, { cohort, chosen: null });
      return Response.json({ id }, { status: 201 });
    }
    if (asked.startsWith('GET /v1/board/')) return this.#board(task, cohort);
    const [, id = '', step] = /^\w+ \/v1\/sittings\/([\w-]+)\/([\w-]+)/.exec(asked) ?? [];
    const sitting = this.#sittings.get(id);
    if (!sitting) return Response.json({ code: 'NotFound' }, { status: 404 });
    if (step === 'answers') sitting.chosen = JSON.parse(body).chose;
    if (step === 'hand-in') this.#results.set(cohort, (this.#results.get(cohort) ?? 0) + 1);
    return Response.json({ id, items: [{ position: 1, choose: 1, chosen: sitting.chosen }] });
  }

  #name(kind: string): string {
    this.#made += 1;
    return `${kind}-${this.#made}`;
  }

  #reaches(group: string, port: number): boolean {
    const { service } = this.around;
    return comesThrough(service.settings.inEffect('groups'), service.network.securityGroups, [group], port);
  }

  /** A connection that is used goes on, whatever the password is by now; the next one needs that of the database. */
  #reachesDatabase({ id, environment }: Task, { toWrite }: { toWrite: boolean }): boolean {
    if (!this.#reaches('sg-database', 5432)) return false;
    if (toWrite && environment.DATABASE_HOST !== WRITER) return false;
    const known = this.#connections.get(id) ?? { version: this.around.password(), usedAt: Date.now() };
    this.#connections.set(id, known);
    if (Date.now() - known.usedAt > UNUSED_ENDS && known.version !== this.around.password()) {
      if (environment.DATABASE_SECRET_ARN === undefined || !this.around.mayReadSecret()) return false;
      known.version = this.around.password();
    }
    known.usedAt = Date.now();
    return true;
  }

  #board(task: Task, cohort: string): Response {
    const text = JSON.stringify({ items: [{ results: this.#results.get(cohort) ?? 0 }] });
    const hasCache = task.environment.CACHE_ENDPOINT === CACHE && this.#reaches('sg-cache', 6379);
    const kept = this.#boards.get(cohort);
    if (hasCache && kept && kept.until > Date.now()) return new Response(kept.text, { status: 200 });
    if (hasCache) this.#boards.set(cohort, { text, until: Date.now() + BOARD_KEPT });
    return new Response(text, { status: 200 });
  }
}
