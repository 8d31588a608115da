/** Dashboards: by what they show, and not by how it is laid out. */
import { dashboard } from '../deployed/readers/cloudwatch.ts';
import { nowOf } from './now.ts';
import type { Keeps } from './settings-kept.ts';

/** A dashboard of the template is there, and shows each metric and each alarm that it showed, wherever. */
export const dashboardShows: Keeps = async (resource, present) => {
  const now = await nowOf(dashboard, resource, present);
  const shown = shownBy(now?.DashboardBody);
  return now !== undefined && [...shownBy(resource.properties.DashboardBody)].every((each) => shown.has(each));
};

/** The part of a widget that names what it shows (Amazon CloudWatch API Reference, "Dashboard Body Structure and Syntax"). */
const NAMES = new Set(['alarms', 'metrics']);

/** The namespaces, names and dimensions of metrics, and the ARNs of alarms: a line may write `.` for what stands above. */
function shownBy(body: unknown): Set<string> {
  const found = new Set<string>();
  const gather = (value: unknown, named: boolean): void => {
    if (named && typeof value === 'string') found.add(value);
    else if (Array.isArray(value)) for (const each of value) gather(each, named);
    else if (typeof value === 'object' && value !== null && !named)
      for (const [name, inner] of Object.entries(value)) gather(inner, NAMES.has(name));
  };
  gather(typeof body === 'string' ? JSON.parse(body) : body, false);
  return found;
}
