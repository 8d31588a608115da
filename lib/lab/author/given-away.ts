/** What a check says of the cause before the learner has found it. */
import type { ProjectDrill } from '../drills/drill.ts';
import type { Change } from '../drills/journal.ts';
import { type ProbeResult, told } from '../drills/run-drill.ts';
import type { SettingKind } from '../settings/settings.ts';

/** Words by which people name a setting of a kind. Of code there are none: its words are those of the fix. */
const NAMED: Readonly<Record<SettingKind, RegExp>> = {
  'alias-weights': /\balias|\bweight|routing/gi,
  'api-route': /\broutes?\b/gi,
  'api-stage-throttle': /throttl\w*|\brate\b|\bburst\b|\d requests a second/gi,
  'bucket-lifecycle': /\blifecycle\b|\btransition\w*|storage class\w*/gi,
  'bucket-policy': /\bpolic(?:y|ies)\b|\bprincipal\w*/gi,
  'bucket-public-access': /public access block|\bblock public\b/gi,
  'bucket-replication': /\brules?\b|\bfilter\w*|\bprefix\w*/gi,
  'cluster-backups': /\bbackups?\b|\bretention\b/gi,
  'cluster-capacity': /\bcapacity\b|\bACUs?\b/gi,
  'cluster-connections': /\bmax_connections\b|\bparameters?\b|\bpools?\b/gi,
  'cluster-instance': /\binstances?\b|\breaders?\b/gi,
  'container-memory': /\bmemory\b|\blimits?\b|\bMiB\b/gi,
  'endpoint-routes': /\broute\w*|\bendpoint\b/gi,
  'event-rule': /\brules?\b|\bpattern\w*|\bdisabled\b/gi,
  'event-source': /\bmapping\w*|\bfilter\w*|\bdisabled\b|\bbatch\w*/gi,
  'event-target': /\binput\w*|\btargets?\b/gi,
  'function-code': /\bworkbench\b/gi,
  'function-concurrency': /concurren\w*|reserv\w*|throttl\w*/gi,
  'function-permission': /\bmay invoke\b|permission\w*|\bpolic(?:y|ies)\b/gi,
  'function-setting': /\bmemory\w*|\btime(?:out| limit)\b/gi,
  'function-variable': /\benvironment\b|variable\w*/gi,
  'group-attribute': /deregistration|stick\w*|\battribute\w*/gi,
  'group-health-check': /health.check\w*|\bmatcher\b|\bthreshold\w*/gi,
  'group-rules': /security groups?|\brules?\b|\bingress\b|\begress\b/gi,
  'health-check': /health.check\w*|\bthreshold\w*/gi,
  'item-attribute': /\bpointer\b|\battribute\w*/gi,
  'key-state': /\bkeys?\b|\bdelet\w*|\bdisabled\b/gi,
  'metric-alarm': /\bdimension\w*/gi,
  'object-caching': /cache-control|\bmetadata\b/gi,
  'object-text': /\bbatch\b/gi,
  'pipe-state': /\bpipes?\b|\bstopped\b/gi,
  'queue-attribute': /\bpolic(?:y|ies)\b|\battribute\w*|\bredrive\w*/gi,
  'role-policy': /permission\w*|\bpolic(?:y|ies)\b|may (?:do|not do)\b/gi,
  'secret-replica': /\breplica\w*|\bsecrets?\b/gi,
  'service-network': /\bsubnets?\b/gi,
  'service-rollout': /circuit breaker|minimum healthy|\brollback\b/gi,
  'service-scaling': /\bscal(?:es?|ing)\b|\bpolic(?:y|ies)\b|\bsuspend\w*|\bcooldowns?\b/gi,
  'state-machine': /\bcondition\w*|\bchoice\b|\bbranch\w*/gi,
  'subscription-attribute': /\bfilter\w*|\bpolic(?:y|ies)\b/gi,
  'table-billing': /provisioned|on.demand|\bbilling\b|capacity/gi,
  'table-index': /\bindex\w*/gi,
  'table-recovery': /point-in-time|\brecovery\b/gi,
  'task-variable': /\benvironment\b|variable\w*/gi,
  'zone-record': /\brecords?\b|\balias\b/gi,
};

/** Names in code: an action, a call, a property, a variable. */
const TECHNICAL = /[a-z]+:[A-Z]\w+|[A-Z][a-z]+[A-Z]\w+|[A-Z]+_[A-Z_]+|[a-z]+-[a-z]+-[a-z-]+|\$\w+/g;

/**
 * Words for the cause that a check shows although neither ticket nor title has them: names in code out of the reference
 * fix, and how people call what the fault has changed. @param probes of a check on the broken project
 */
export function givenAway(
  drill: ProjectDrill,
  probes: readonly ProbeResult[],
  changes: readonly Pick<Change, 'kind'>[],
): string[] {
  const known = JSON.stringify([drill.title, drill.ticket]).toLowerCase();
  const shown = told(probes)
    .map(({ expects, verdict, saw, wanted }) => (verdict === 'ok' ? expects : `${expects} ${saw} ${wanted}`))
    .join('\n');
  const ofTheFix = [...drill.solution.steps, drill.hints.at(-1)].join(' ').match(TECHNICAL) ?? [];
  const ofTheFault = changes.flatMap(({ kind }) => shown.match(NAMED[kind as SettingKind]) ?? []);
  const words = [...ofTheFix.filter((word) => shown.includes(word)), ...ofTheFault];
  return [...new Set(words)].filter((word) => !known.includes(word.toLowerCase()));
}
