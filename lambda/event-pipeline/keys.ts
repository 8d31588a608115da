/** Keys of the pipeline's two tables, one function per entity. */

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

const learner = (learnerId: string) => `LEARNER#${learnerId}`;

/** Begins the sort key of every standing, so that one Query reads a learner's and nothing else. */
export const STANDING_PREFIX = 'STANDING#';
export const learnerPartition = learner;
/** Standings table: `domain` as `SAA-C03/1`. */
export const standingKey = (learnerId: string, domain: string): Key => ({
  pk: learner(learnerId),
  sk: `${STANDING_PREFIX}${domain}`,
});
/** Standings table. A partition of its own for each event: dedupe records spread evenly, however busy one learner is. */
export const dedupeKey = (eventId: string): Key => ({ pk: `EVENT#${eventId}`, sk: 'APPLIED' });
/** Standings table. */
export const cardKey = (learnerId: string, cardId: string): Key => ({ pk: learner(learnerId), sk: `CARD#${cardId}` });
/** Milestones table. */
export const milestoneKey = (learnerId: string, domain: string, level: number): Key => ({
  pk: learner(learnerId),
  sk: `MILESTONE#${domain}#${level}`,
});
