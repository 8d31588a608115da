/**
 * The shapes of everything the comparison serves. Data lives beside this file, storage in `../table`,
 * HTTP in `lambda/serverless-api`; nothing here knows of any of them.
 */

/** A calendar day, `YYYY-MM-DD`, in UTC. */
export type IsoDate = string;

/** A fact that can age says when it was true and who said so. */
export interface Dated {
  readonly asOf: IsoDate;
  /** Ids of {@link Source}; never empty. */
  readonly sources: readonly string[];
}

/** How far a fact or a source is trusted, judged by who says it and who contradicts it. */
export type Confidence = 'high' | 'medium-high' | 'medium' | 'low';

/** A source of facts; every fact in the content names at least one. */
export interface Source {
  readonly id: string;
  readonly title: string;
  /**
   * `mirrored`: AWS's page, read in a copy that others keep. `summarized`: AWS's page, known through what others wrote
   * of it. `index`: a list of files. `guide`: the comparison that this content holds as data. `own`: our judgement.
   */
  readonly kind:
    | 'aws-official'
    | 'aws-official-mirrored'
    | 'aws-official-summarized'
    | 'secondary'
    | 'index'
    | 'low-quality'
    | 'guide'
    | 'own';
  readonly reliability: Confidence;
  readonly url?: string;
  /** What the source calls its own version. */
  readonly version?: string;
  /** The day the source was written or checked; absent where it carries none. */
  readonly date?: IsoDate;
  readonly note?: string;
}

/** Where sources contradict each other: what each says, and which one the content follows. */
export interface Disagreement {
  readonly id: string;
  readonly topic: string;
  readonly claims: readonly { readonly claim: string; readonly sources: readonly string[] }[];
  readonly resolution: string;
  readonly confidence: Confidence;
}

/** The two certifications compared, by the work that each stands for. */
export type Track = 'architect' | 'developer';
/** The levels of AWS certifications; `business` is reported for one beta alone. */
export type Level = 'foundational' | 'associate' | 'professional' | 'specialty' | 'business';

/** A level as it is served. */
export interface LevelProfile extends Dated {
  readonly level: Level;
  readonly name: string;
  readonly confidence: Confidence;
  readonly note?: string;
}

/** What a certification is on a given day; `certificationStatusOn` says what the words mean. */
export type CertificationStatus = 'active' | 'scheduled' | 'beta' | 'expiring' | 'retired' | 'not-known';

/** A certification in one version of its exam; what has no evidence is left out. */
export interface Certification extends Dated {
  /** Exam code, for example `SAA-C03`. */
  readonly code: string;
  readonly name: string;
  readonly level: Level;
  readonly confidence: Confidence;
  /** Only when it differs from what the dates say: a beta, or a status that has no date. */
  readonly declaredStatus?: 'beta' | 'expiring';
  /** First day on which it can be sat, a beta included; absent where no source gives it. */
  readonly firstDay?: IsoDate;
  /** Where no source gives the first day: the day of the earliest evidence that it could be sat. */
  readonly knownSince?: IsoDate;
  /** Last day on which it can be sat. */
  readonly lastDay?: IsoDate;
  readonly registrationOpened?: IsoDate;
  /** The end of a beta, as announced; it decides nothing until it is confirmed. */
  readonly plannedGeneralAvailability?: IsoDate;
  readonly replaces?: string;
  readonly replacedBy?: string;
  readonly formerName?: string;
  readonly priceUsd?: number;
  readonly priceUsdBeta?: number;
  readonly minutes?: number;
  readonly questions?: number;
  readonly scoredQuestions?: number;
  /** On the scale of 100 to 1000. */
  readonly passMark?: number;
  readonly track?: Track;
  readonly note?: string;
}

/** What people compare two exams by; the exams' blueprints are where it comes from. */
export interface ComparedExam extends Dated {
  readonly code: string;
  readonly family: 'SAA' | 'DVA';
  readonly name: string;
  readonly priceUsd: number;
  readonly minutes: number;
  readonly questions: { readonly total: number; readonly scored: number; readonly unscored: number };
  /** On the scale of 100 to 1000. */
  readonly passMark: number;
  readonly validityYears: number;
  readonly domains: readonly { readonly title: string; readonly weight: number }[];
  readonly recommendedExperience: string;
}

/** Which exam of a family to take, seen from a day. */
export interface ExamToTake extends Dated {
  readonly on: IsoDate;
  /** The exam that can be sat that day; absent where that is not known. */
  readonly current?: {
    readonly code: string;
    readonly name: string;
    readonly status: 'current' | 'expiring';
    readonly lastDay?: IsoDate;
    /** Whole days until the last one, 0 on the last day itself. */
    readonly daysLeft?: number;
  };
  /** The exam that replaces it, where one is announced. */
  readonly next?: {
    readonly code: string;
    readonly firstDay: IsoDate;
    /** Since when, or from when, it can be booked. */
    readonly registrationOpened?: IsoDate;
    /** Whether it can be booked on the day. */
    readonly bookable: boolean;
  };
  /** The code to prepare for: the next one where too few days are left for the current one. */
  readonly prepareFor?: string;
  /** All of it in sentences. */
  readonly note: string;
}

/** One side of the comparison; both sides have every field, so that they can be set side by side. */
export interface TrackProfile extends Dated {
  readonly track: Track;
  readonly title: string;
  /** The exam family, for example `SAA` or `DVA`; the current code is computed from the date. */
  readonly examFamily: 'SAA' | 'DVA';
  readonly validates: string;
  readonly question: string;
  readonly focusAreas: readonly string[];
  readonly coreServices: readonly string[];
  readonly usesThemTo: string;
  readonly skillsRequired: readonly string[];
  readonly jobRoles: readonly string[];
  readonly worksHow: string;
  readonly deeperKnowledgeOf: readonly string[];
  readonly examProblemTypes: readonly string[];
  readonly coding: { readonly needed: 'minimal' | 'strong'; readonly detail: string };
  readonly chooseIf: readonly string[];
  readonly idealFor: readonly string[];
  /** What its exam makes hard. */
  readonly examChallenges: readonly string[];
}

/** The labels of skill levels with their order: a higher rank is a deeper skill. */
export const SKILL_RANKS = { Low: 1, Medium: 2, High: 3, 'Very High': 4 } as const;
/** How deep a certification goes in a skill area. */
export type SkillLevel = keyof typeof SKILL_RANKS;

/** A skill area, with how deep each certification goes in it. */
export interface Skill extends Dated {
  /** kebab-case, for example `cloud-architecture`. */
  readonly id: string;
  readonly name: string;
  readonly levels: Readonly<Record<Track, SkillLevel>>;
}

/** Where a track leads; lists are empty and `influence` is absent where the guide says nothing. */
export interface CareerPath extends Dated {
  readonly track: Track;
  /** From the first job to the last. */
  readonly steps: readonly string[];
  readonly focus: string;
  readonly specializations: readonly string[];
  readonly worksWith: readonly string[];
  readonly influence?: string;
}

/** Words only, on purpose: the guide gives no figures, and none are invented. */
export interface SalaryOutlook extends Dated {
  readonly both: readonly string[];
  readonly tracks: Readonly<Record<Track, readonly string[]>>;
  readonly figures: null;
  readonly whyNoFigures: string;
}

/** What a learner may have done before. */
export const BACKGROUNDS = [
  'software-development',
  'infrastructure',
  'devops',
  'system-administration',
  'new-to-cloud',
] as const;
/** One of {@link BACKGROUNDS}. */
export type Background = (typeof BACKGROUNDS)[number];

/** Which exam comes easier from a background, and why. */
export interface Difficulty extends Dated {
  readonly background: Background;
  /** `neither` where the background gives no head start. */
  readonly easier: Track | 'neither';
  readonly reason: string;
}

/** What the guide says outside its tables: on the level, the difficulty, taking both, and preparing. */
export interface Advice extends Dated {
  readonly id: string;
  readonly topic: 'level' | 'difficulty' | 'both' | 'preparation';
  readonly text: string;
}

/** One step of the way from nothing to the certifications beyond associate. */
export interface LearningStep extends Dated {
  readonly step: 1 | 2 | 3 | 4;
  readonly title: string;
  readonly detail: string;
}

/** A way to study, for both exams or for one of them. */
export interface StudyTip extends Dated {
  readonly id: string;
  readonly title: string;
  readonly audience: Track | 'both';
  readonly detail: string;
  readonly items: readonly string[];
}

/** The practice projects that this repository deploys today; each is a folder in `lib/projects`. */
export const DEPLOYABLE_SLUGS = [
  'serverless-api',
  'event-pipeline',
  'delivery-pipeline',
  'web-app',
  'disaster-recovery',
] as const;
/** The practice projects that are planned. */
export const PLANNED_SLUGS = ['observability', 'guardrails'] as const;
export type DeployableSlug = (typeof DEPLOYABLE_SLUGS)[number];
export type PlannedSlug = (typeof PLANNED_SLUGS)[number];

/** A practice project: one that the guide names, or one of ours. */
export interface PracticeProject extends Dated {
  readonly slug: DeployableSlug | PlannedSlug;
  readonly name: string;
  readonly summary: string;
  /** Whether this repository deploys it today. */
  readonly deployable: boolean;
}

/** One text that `/v1/search` can find, and where the whole of it is served. */
export interface SearchDocument {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  /**
   * Path of the API, for example `/v1/tracks/architect`; where a list is served as one, with the place as fragment. A page of
   * the study site has the path of that page.
   */
  readonly href: string;
  /** Words that it is to be found by and that its title lacks. */
  readonly keywords?: string;
  /** How much its matches count against those of others. @default 1 */
  readonly weight?: number;
}
