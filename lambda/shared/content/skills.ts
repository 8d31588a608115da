import type { Skill } from './model.ts';
import { FROM_GUIDE } from './sources.ts';

/** How deep each certification goes in each skill area; `SKILL_RANKS` puts the labels in order. */
export const skills: readonly Skill[] = [
  {
    id: 'cloud-architecture',
    name: 'Cloud Architecture',
    levels: { architect: 'Very High', developer: 'Medium' },
    ...FROM_GUIDE,
  },
  { id: 'programming', name: 'Programming', levels: { architect: 'Low', developer: 'High' }, ...FROM_GUIDE },
  { id: 'networking', name: 'Networking', levels: { architect: 'High', developer: 'Medium' }, ...FROM_GUIDE },
  { id: 'devops-tools', name: 'DevOps Tools', levels: { architect: 'Medium', developer: 'High' }, ...FROM_GUIDE },
  {
    id: 'infrastructure-design',
    name: 'Infrastructure Design',
    levels: { architect: 'Very High', developer: 'Medium' },
    ...FROM_GUIDE,
  },
  { id: 'api-development', name: 'API Development', levels: { architect: 'Low', developer: 'High' }, ...FROM_GUIDE },
  {
    id: 'security-architecture',
    name: 'Security Architecture',
    levels: { architect: 'High', developer: 'Medium' },
    ...FROM_GUIDE,
  },
];
