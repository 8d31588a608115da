/**
 * The form of an id: letters, digits, `.`, `_` and `-` of ASCII. Nothing that a page, a log or a key could mistake for
 * something else, and no two ways to write one id. Ids are the producer's and opaque: `Ada` and `ada` are two learners.
 */
export const idPattern = (longest: number): RegExp => new RegExp(`^[A-Za-z0-9][A-Za-z0-9._-]{0,${longest - 1}}$`);

/** In characters. */
export const LONGEST_LEARNER_ID = 64;
export const LONGEST_CARD_ID = 32;
